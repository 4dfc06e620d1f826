import { randomUUID } from 'node:crypto';
import type {
  BastionId,
  BridgeId,
  EnvironmentId,
  GrantId,
  PersonId,
  RequestId,
  SignInId,
  TargetId,
  TerminalId,
} from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import type { Database } from '../client';
import type { Prisma } from '../generated/client';

/** The instant most rows of a test begin at. */
export const NOON = new Date('2026-11-23T12:00:00.000Z');

/** An instant some minutes from NOON. */
export function minutesFromNoon(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000);
}

/** A person with a sign-in of twelve hours, as the actor of a verb. */
export async function aPerson(
  db: Database,
  given: { name?: string; groups?: string[]; groupsReadAt?: Date; at?: Date } = {},
): Promise<Actor> {
  const at = given.at ?? NOON;
  const name = given.name ?? 'Priya Raman';
  const id = randomUUID();
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.com`;
  const groups = given.groups ?? ['developers'];
  const groupsReadAt = given.groupsReadAt ?? at;
  await db.prisma.person.create({
    data: {
      id,
      issuer: 'https://id.example.com',
      subject: id,
      name,
      email,
      groups,
      groupsReadAt,
      createdAt: at,
      lastSeenAt: at,
    },
  });
  const signInId = await aSignIn(db, id, { at });
  return { personId: id as PersonId, name, email, groups, groupsReadAt, signInId, address: '127.0.0.1' };
}

/** A sign-in of twelve hours. */
export async function aSignIn(db: Database, personId: string, given: { at?: Date } = {}): Promise<SignInId> {
  const at = given.at ?? NOON;
  const id = randomUUID();
  const expiresAt = new Date(at.getTime() + 12 * 3_600_000);
  await db.prisma.signIn.create({
    data: { id, personId, createdAt: at, lastSeenAt: at, expiresAt, address: '127.0.0.1', userAgent: 'test' },
  });
  return id as SignInId;
}

/** An environment, staging unless told. */
export async function anEnvironment(
  db: Database,
  given: Partial<Prisma.EnvironmentUncheckedCreateInput> = {},
): Promise<EnvironmentId> {
  const id = given.id ?? randomUUID();
  await db.prisma.environment.create({
    data: {
      id,
      name: `env-${id.slice(0, 8)}`,
      kind: 'staging',
      position: 0,
      region: 'eu-west-1',
      accountId: '812500431179',
      cluster: 'postern',
      taskDefinition: 'postern-bastion',
      container: 'bastion',
      subnets: ['subnet-0a1b2c3d4e5f60002'],
      securityGroups: ['sg-0a41e90000000002'],
      assignPublicIp: false,
      operatorRoleArn: null,
      sharing: 'shared',
      bastionIdleMinutes: 15,
      bastionMaxHours: 12,
      terminalIdleMinutes: 20,
      terminalMaxMinutes: 480,
      terminalGraceMinutes: 5,
      strictRecording: false,
      createdAt: NOON,
      updatedAt: NOON,
      ...given,
    },
  });
  return id as EnvironmentId;
}

/** A host in an environment. */
export async function aTarget(
  db: Database,
  given: Partial<Prisma.TargetUncheckedCreateInput> & { environmentId: string },
): Promise<TargetId> {
  const id = given.id ?? randomUUID();
  const name = given.name ?? `host-${id.slice(0, 8)}`;
  await db.prisma.target.create({
    data: {
      id,
      key: name,
      name,
      kind: 'host',
      address: '10.4.8.23',
      note: 'al2023',
      command: 'bash -l',
      tags: {},
      createdAt: NOON,
      updatedAt: NOON,
      ...given,
    },
  });
  return id as TargetId;
}

/** Version 1 of the policies, so that requests may name it; its text decides nothing unless given. */
export async function aPolicyVersion(
  db: Database,
  files: readonly { name: string; text: string }[] = [],
  version = 1,
): Promise<number> {
  await db.prisma.policyVersion.upsert({
    where: { version },
    create: { version, files: [...files], note: 'for a test', createdAt: NOON },
    update: {},
  });
  return version;
}

/** A pending request that needs one approval. */
export async function aRequest(
  db: Database,
  given: Partial<Prisma.AccessRequestUncheckedCreateInput> & { personId: string; targetId: string },
): Promise<RequestId> {
  await aPolicyVersion(db);
  const id = given.id ?? randomUUID();
  const createdAt = given.createdAt instanceof Date ? given.createdAt : NOON;
  await db.prisma.accessRequest.create({
    data: {
      id,
      reason: 'Look at the stuck payout of customer 1181',
      ticket: null,
      minutes: 60,
      status: 'pending',
      approvalsNeeded: 1,
      approverGroups: ['infrastructure'],
      policyVersion: 1,
      policyIds: ['staging-request'],
      lapsesAt: new Date(createdAt.getTime() + 24 * 3_600_000),
      ...given,
      createdAt,
    },
  });
  return id as RequestId;
}

/** An open grant of an hour with the approved request it needs. */
export async function aGrant(
  db: Database,
  given: { personId: string; targetId: string; startsAt?: Date; endsAt?: Date; requestId?: string },
): Promise<GrantId> {
  const startsAt = given.startsAt ?? NOON;
  const endsAt = given.endsAt ?? new Date(startsAt.getTime() + 3_600_000);
  const { personId, targetId } = given;
  const requestId =
    given.requestId ?? (await aRequest(db, { personId, targetId, approvalsNeeded: 0, approverGroups: [] }));
  await db.prisma.accessRequest.update({ where: { id: requestId }, data: { status: 'approved', settledAt: startsAt } });
  const id = randomUUID();
  await db.prisma.grant.create({
    data: { id, requestId, personId, targetId, status: 'active', startsAt, endsAt, createdAt: startsAt },
  });
  return id as GrantId;
}

/** A bastion that is being launched, or one that runs. */
export async function aBastion(
  db: Database,
  given: Partial<Prisma.BastionUncheckedCreateInput> & { environmentId: string },
): Promise<BastionId> {
  const id = given.id ?? randomUUID();
  const { status, ...rest } = given;
  await db.prisma.bastion.create({
    data: {
      id,
      status: 'launching',
      clientToken: id,
      steps: [{ step: 'asked', at: NOON.toISOString() }],
      createdAt: NOON,
      lastUsedAt: NOON,
      ...rest,
    },
  });
  if (status === 'running') {
    const taskArn = given.taskArn ?? `arn:aws:ecs:eu-west-1:812500431179:task/postern/${id.replaceAll('-', '')}`;
    const runtimeId = given.runtimeId ?? `${id.replaceAll('-', '')}-1`;
    await db.prisma.bastion.update({ where: { id }, data: { status, taskArn, runtimeId, readyAt: NOON } });
  }
  return id as BastionId;
}

/** A process that carries terminals. */
export async function aBridge(db: Database): Promise<BridgeId> {
  const id = randomUUID();
  // A heartbeat is held against the database's own clock, whatever time it is in a test.
  const at = new Date();
  await db.prisma.bridgeInstance.create({ data: { id, startedAt: at, heartbeatAt: at } });
  return id as BridgeId;
}

/** A terminal that is opening, or a live one, under a grant. */
export async function aTerminal(
  db: Database,
  given: Partial<Prisma.TerminalUncheckedCreateInput> & {
    personId: string;
    signInId: string;
    targetId: string;
    environmentId: string;
    grantId: string;
  },
): Promise<TerminalId> {
  const id = given.id ?? randomUUID();
  const { status, ...rest } = given;
  await db.prisma.terminal.create({
    data: { id, status: 'opening', cols: 80, rows: 24, createdAt: NOON, ...rest },
  });
  if (status === 'live') {
    await db.prisma.terminal.update({
      where: { id },
      data: { status, agentSessionId: `postern-${id.slice(0, 12)}`, openedAt: NOON },
    });
  }
  return id as TerminalId;
}
