import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../../db/client';
import { testDatabase } from '../../db/testing/database';
import { aGrant, anEnvironment, aPerson, aTarget, aTerminal, minutesFromNoon, NOON } from '../../db/testing/rows';
import type { TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { openLog } from '../../log';
import { defaultFiles } from '../../policy/testing/world';
import type { Deps } from '../deps';
import { loadDefaultPolicies } from '../policies/load-default';

/** Deps on a database of their own with the default policies, and a clock that stands until it is set. */
export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld() {
  const test = await testDatabase();
  const db = openDatabase(test.url, 12);
  let now = NOON;
  const unused = () => Promise.reject(new Error('no cloud in this test'));
  const deps: Deps = {
    db,
    bastions: { run: unused, describe: unused, list: unused, stop: unused },
    agents: {
      start: unused,
      resume: unused,
      list: unused,
      createDataKey: unused,
      recoverDataKey: unused,
      end: unused,
    },
    nodes: { list: unused, lastHeard: unused, isConnected: unused },
    jobs: { launchBastion: unused, stopBastion: unused },
    clock: { now: () => now },
    newId: randomUUID,
    limits: { signInHours: 12, groupsMaxAgeMinutes: 720, requestLapseHours: 24, terminalsPerPerson: 10 },
    log: openLog('silent'),
  };
  await loadDefaultPolicies(deps, async () => defaultFiles);
  return {
    db,
    deps,
    /** Sets the clock to some minutes from noon. */
    setClock(minutes: number) {
      now = minutesFromNoon(minutes);
    },
    async close() {
      await db.close();
      await test.close();
    },
  };
}

type Places = Awaited<ReturnType<typeof somePlaces>>;

/** The people of most stories, fresh each time. */
export async function aTeam(db: Database) {
  return {
    priya: await aPerson(db, { name: 'Priya Raman', groups: ['developers', 'payments-operations'] }),
    jonas: await aPerson(db, { name: 'Jonas Weber', groups: ['developers', 'approvers'] }),
    maya: await aPerson(db, { name: 'Maya Sato', groups: ['infrastructure', 'approvers'] }),
    sofia: await aPerson(db, { name: 'Sofia Rossi', groups: ['security'] }),
    admin: await aPerson(db, { name: 'Ada Novak', groups: ['administrators'] }),
    auditor: await aPerson(db, { name: 'Olu Adeyemi', groups: ['auditors'] }),
    nobody: await aPerson(db, { name: 'Nell Nobody', groups: [] }),
  };
}

/** A production and a development environment with a target each, fresh each time. */
export async function somePlaces(db: Database) {
  const production = await anEnvironment(db, { kind: 'production' });
  const development = await anEnvironment(db, { kind: 'development' });
  return {
    production,
    development,
    ordersDb: await aTarget(db, { environmentId: production, kind: 'database' }),
    devShell: await aTarget(db, { environmentId: development, kind: 'bastion', address: '' }),
  };
}

/** A person's live terminal at the orders database, under a grant of its own unless one is given. */
export async function aLiveTerminal(
  db: Database,
  { personId, signInId }: Pick<Actor, 'personId' | 'signInId'>,
  { ordersDb: targetId, production: environmentId }: Pick<Places, 'ordersDb' | 'production'>,
  given: Partial<Omit<Parameters<typeof aTerminal>[1], 'personId' | 'signInId' | 'targetId' | 'environmentId'>> = {},
): Promise<TerminalId> {
  const grantId = given.grantId ?? (await aGrant(db, { personId, targetId }));
  return aTerminal(db, { status: 'live', ...given, personId, signInId, targetId, environmentId, grantId });
}

/** Names of the events about a request, oldest first. */
export async function eventsOf(db: Database, requestId: string): Promise<string[]> {
  const rows = await db.prisma.auditEvent.findMany({ where: { requestId }, orderBy: { sequence: 'asc' } });
  return rows.map((row) => row.name);
}
