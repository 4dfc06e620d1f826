import { randomUUID } from 'node:crypto';
import type { Timings } from '@/local/aws/settings';
import type { LocalAws } from '@/local/aws/start';
import { startTestCloud } from '../../../aws/testing/cloud';
import { findBastion } from '../../../db/bastions';
import { type Database, openDatabase } from '../../../db/client';
import { findEnvironment } from '../../../db/environments';
import { testDatabase } from '../../../db/testing/database';
import { aGrant, anEnvironment, aPerson, aTarget, aTerminal, NOON } from '../../../db/testing/rows';
import { inTransaction } from '../../../db/transaction';
import type { Bastion } from '../../../domain/bastions/bastion';
import type { BastionId, EnvironmentId, TerminalId } from '../../../domain/ids';
import type { Actor } from '../../../domain/people/actor';
import type { Environment } from '../../../domain/targets/environment';
import { openLog } from '../../../log';
import type { Deps } from '../../deps';
import { ensureBastion } from '../ensure-running';

/** A database, the real cloud room on a local AWS, and a clock that a test can put forward. */
export type Stage = {
  deps: Deps;
  aws: LocalAws;
  /** What the queue was asked for, oldest first. */
  nudges: { launch: BastionId[]; stop: BastionId[] };
  putForward(minutes: number): void;
  anEnvironment(given?: Parameters<typeof anEnvironment>[1]): Promise<Environment>;
  /** A launching row, as a person's terminal asks for it. */
  aWantedBastion(environment: Environment, actor: Actor): Promise<Bastion>;
  /** A person with an open grant for a target in an environment. */
  aGrantee(environment: Environment): Promise<{ actor: Actor; targetId: string; grantId: string }>;
  aTerminalOn(bastion: Bastion, grantee: { actor: Actor; targetId: string; grantId: string }): Promise<TerminalId>;
  get(id: BastionId): Promise<Bastion>;
  /** Tasks that are meant to run, by the bastion they are tagged with. */
  runningTasks(bastionId: BastionId): { arn: string }[];
  auditNames(bastionId: BastionId): Promise<string[]>;
  close(): Promise<void>;
};

export async function startStage(timings: Partial<Timings> = {}): Promise<Stage> {
  const [database, cloud] = await Promise.all([testDatabase(), startTestCloud(timings)]);
  const db = openDatabase(database.url, 10);
  const nudges: Stage['nudges'] = { launch: [], stop: [] };
  const startedAt = Date.now();
  let forwardMs = 0;
  const deps: Deps = {
    db,
    bastions: cloud.bastions,
    agents: cloud.agents,
    nodes: cloud.nodes,
    jobs: {
      launchBastion: async (id) => void nudges.launch.push(id as BastionId),
      stopBastion: async (id) => void nudges.stop.push(id as BastionId),
    },
    clock: { now: () => new Date(NOON.getTime() + (Date.now() - startedAt) + forwardMs) },
    newId: randomUUID,
    limits: { signInHours: 12, groupsMaxAgeMinutes: 720, requestLapseHours: 24, terminalsPerPerson: 10 },
    log: openLog('silent'),
  };

  return {
    deps,
    aws: cloud.aws,
    nudges,
    putForward: (minutes) => {
      forwardMs += minutes * 60_000;
    },
    async anEnvironment(given) {
      const environment = await findEnvironment(db.prisma, await anEnvironment(db, given));
      return present(environment);
    },
    aWantedBastion: (environment, actor) =>
      inTransaction(db, (tx) => ensureBastion(tx, deps, environment, actor.personId, deps.clock.now())),
    aGrantee: (environment) => aGrantee(db, environment.id, deps.clock.now()),
    aTerminalOn: (bastion, { actor, targetId, grantId }) =>
      aTerminal(db, {
        personId: actor.personId,
        signInId: actor.signInId,
        targetId,
        grantId,
        environmentId: bastion.environmentId,
        bastionId: bastion.id,
        createdAt: deps.clock.now(),
      }),
    get: async (id) => present(await findBastion(db.prisma, id)),
    runningTasks: (bastionId) =>
      cloud.aws
        .inspect()
        .tasks.filter((task) => task.tags['postern:bastion'] === bastionId && task.desiredStatus === 'RUNNING'),
    async auditNames(bastionId) {
      const events = await db.prisma.auditEvent.findMany({ where: { bastionId }, orderBy: { sequence: 'asc' } });
      return events.map(({ name }) => name);
    },
    async close() {
      await db.close();
      await database.close();
      await cloud.close();
    },
  };
}

async function aGrantee(db: Database, environmentId: EnvironmentId, now: Date) {
  const actor = await aPerson(db);
  const targetId = await aTarget(db, { environmentId });
  const startsAt = new Date(now.getTime() - 60_000);
  const endsAt = new Date(now.getTime() + 24 * 3_600_000);
  const grantId = await aGrant(db, { personId: actor.personId, targetId, startsAt, endsAt });
  return { actor, targetId, grantId };
}

/** The value, or a failed test where there is none. */
export function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('expected a value');
  return value;
}
