import { listShownBastions, type ShownBastion } from '../../db/bastions';
import { namesOfPeople } from '../../db/people';
import { explainFailure } from '../../domain/bastions/explain-failure';
import type { BastionRow } from '../../domain/bastions/view';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result } from '../../domain/result';
import { viewOfEnvironment } from '../../domain/targets/place';
import { decide } from '../../policy/decide';
import { SYSTEM } from '../../policy/entities';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from '../policies/current';

/** How long an ended bastion stays on the page. */
const SHOWN_AFTER_END_MS = 24 * 3_600_000;
const MOST_ROWS = 200;
/** A launch usually takes half a minute; after this something is wrong, though it may yet come. */
const STUCK_MS = 2 * 60_000;

/**
 * What runs, and what ended in the last day: for whoever administers an environment, its bastions; for whoever reads the
 * audit, all of them, without acts. Refuses NOT_FOUND to everybody else.
 */
export async function listBastions(deps: Deps, actor: Actor): Promise<Result<BastionRow[]>> {
  const now = deps.clock.now();
  const policies = await currentPolicies(deps);
  const may = (action: 'administer' | 'readAudit', resource: Parameters<typeof decide>[1]['resource']) =>
    decide(policies, { actor, action, resource, now }).allowed;
  const seesAll = may('readAudit', SYSTEM) || may('administer', SYSTEM);

  const held = await heldByGroups(deps, actor, 'bastion.list');
  if (held) return held;

  const since = new Date(now.getTime() - SHOWN_AFTER_END_MS);
  const shown = await listShownBastions(deps.db.prisma, since, MOST_ROWS);
  const names = await namesOfPeople(
    deps.db.prisma,
    shown.map(({ bastion }) => bastion.personId),
  );
  const rows = shown.flatMap((one) => {
    const administers = may('administer', { type: 'environment', environment: one.environment });
    return seesAll || administers ? [rowOf(one, names, administers, now)] : [];
  });
  return seesAll || rows.length > 0 ? ok(rows) : notFoundFor(deps, actor, 'bastion.list', 'NOT_ALLOWED');
}

function rowOf(one: ShownBastion, names: Map<string, string>, administers: boolean, now: Date): BastionRow {
  const { bastion, environment, present } = one;
  const { status, personId } = bastion;
  const raw = { code: bastion.failureCode, text: bastion.failureText };
  return {
    id: bastion.id,
    number: bastion.number,
    environment: viewOfEnvironment(environment),
    status,
    stuck: status === 'launching' && now.getTime() - bastion.createdAt.getTime() > STUCK_MS,
    person: personId && { id: personId, name: names.get(personId) ?? '' },
    steps: bastion.steps.map(({ step, at }) => ({ step, at: at.getTime() })),
    terminals: present.length,
    people: [...new Map(present.map((person) => [person.id, person])).values()],
    createdAt: bastion.createdAt.getTime(),
    readyAt: bastion.readyAt?.getTime() ?? null,
    lastUsedAt: bastion.lastUsedAt.getTime(),
    endedAt: bastion.endedAt?.getTime() ?? null,
    stopReason: bastion.stopReason,
    failure: status === 'failed' ? { ...explainFailure(raw), code: raw.code ?? '', text: raw.text ?? '' } : null,
    taskArn: bastion.taskArn,
    acts: {
      drain: administers && status === 'running',
      stop: administers && (status === 'launching' || status === 'running' || status === 'draining'),
    },
  };
}
