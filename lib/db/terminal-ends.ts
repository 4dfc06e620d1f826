import type { BastionId, PersonId, SignInId, TargetId, TerminalId } from '../domain/ids';
import type { Person } from '../domain/people/person';
import type { PlacedTarget } from '../domain/targets/place';
import type { TerminalEndReason } from '../domain/terminals/terminal';
import type { TerminalSubject } from '../domain/terminals/transitions';
import { toEnvironment } from './environments';
import { toPerson } from './people';
import { toTarget } from './targets';
import type { Transaction } from './transaction';

export type TerminalsToEnd =
  | { personId: PersonId; targetId?: TargetId; signInIds?: readonly SignInId[] }
  | { bastionId: BastionId }
  | { terminalIds: readonly TerminalId[] };

/**
 * Asks every open terminal of a person to end (of one target or of some sign-ins only), every one on a bastion, or these; those already
 * asked keep their first reason. The bridge that carries one hears of it by NOTIFY.
 */
export async function askTerminalsToEnd(
  tx: Transaction,
  which: TerminalsToEnd,
  how: { at: Date; reason: TerminalEndReason; note: string | null; byId: PersonId | null },
): Promise<TerminalSubject[]> {
  const rows = await tx.terminal.updateManyAndReturn({
    where: {
      ...whereOf(which),
      status: { not: 'ended' },
      endRequestedAt: null,
    },
    data: { endRequestedAt: how.at, endReason: how.reason, endNote: how.note, endedById: how.byId },
    select: { id: true, number: true, personId: true, targetId: true, environmentId: true, bastionId: true },
  });
  return rows as TerminalSubject[];
}

function whereOf(which: TerminalsToEnd) {
  if ('bastionId' in which) return { bastionId: which.bastionId };
  if ('terminalIds' in which) return { id: { in: [...which.terminalIds] } };
  const { personId, targetId, signInIds } = which;
  return { personId, targetId, signInId: signInIds ? { in: [...signInIds] } : undefined };
}

/** An open terminal on a managed node, with what policies ask about it. */
export type OpenOnNode = { id: TerminalId; person: Person; isTargetGone: boolean } & PlacedTarget;

/** Terminals on managed nodes that nobody asked to end yet: at these targets, or at those that are none any more. */
export async function listOpenOnNodes(
  tx: Transaction,
  which: { targetIds: readonly TargetId[] } | 'atRemovedTargets',
): Promise<OpenOnNode[]> {
  const rows = await tx.terminal.findMany({
    where: {
      target: {
        nodeId: { not: null },
        ...(which === 'atRemovedTargets' ? { removedAt: { not: null } } : { id: { in: [...which.targetIds] } }),
      },
      status: { not: 'ended' },
      endRequestedAt: null,
    },
    include: { person: true, target: true, environment: true },
    orderBy: { number: 'asc' },
  });
  return rows.map(({ id, person, target, environment }) => ({
    id: id as TerminalId,
    person: toPerson(person),
    target: toTarget(target),
    environment: toEnvironment(environment),
    isTargetGone: target.removedAt !== null,
  }));
}
