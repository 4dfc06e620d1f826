import type { EnvironmentId, GrantId, PersonId, TargetId } from '../domain/ids';
import type { TerminalEndReason } from '../domain/terminals/terminal';
import type { Transaction } from './transaction';

/** A terminal as a request's time line names it. */
export type GrantTerminal = {
  number: number;
  createdAt: Date;
  endedAt: Date | null;
  endReason: TerminalEndReason | null;
};

/** Terminals opened under a grant, oldest first. */
export async function listTerminalsOfGrant(tx: Transaction, grantId: GrantId): Promise<GrantTerminal[]> {
  const rows = await tx.terminal.findMany({
    where: { grantId },
    select: { number: true, createdAt: true, endedAt: true, endReason: true },
    orderBy: { createdAt: 'asc' },
    take: 100,
  });
  return rows as GrantTerminal[];
}

/** How many terminals a person has open, on one target or on all. */
export function countOpenTerminals(
  tx: Transaction,
  { personId, targetId }: { personId?: PersonId; targetId?: TargetId },
): Promise<number> {
  return tx.terminal.count({ where: { personId, targetId, status: { not: 'ended' } } });
}

/** Minutes that were asked for in the last requests for a target by anybody, the given one left out. */
export async function usualMinutes(
  tx: Transaction,
  { targetId, exceptNumber }: { targetId: TargetId; exceptNumber: number },
): Promise<number[]> {
  const rows = await tx.accessRequest.findMany({
    where: { targetId, number: { not: exceptNumber } },
    select: { minutes: true },
    orderBy: { createdAt: 'desc' },
    take: 20,
  });
  return rows.map((row) => row.minutes);
}

/** How the bastion stands that this person would use in each environment. */
export async function bastionStates(
  tx: Transaction,
  personId: PersonId,
): Promise<Map<EnvironmentId, 'running' | 'launching'>> {
  const rows = await tx.bastion.findMany({
    where: { status: { in: ['launching', 'running'] }, OR: [{ personId: null }, { personId }] },
    select: { environmentId: true, status: true },
    orderBy: { status: 'asc' },
  });
  return new Map(rows.map((row) => [row.environmentId as EnvironmentId, row.status as 'running' | 'launching']));
}

/** Seconds the last launches in an environment took, for an estimate. */
export async function launchSeconds(tx: Transaction, environmentId: EnvironmentId): Promise<number[]> {
  const rows = await tx.bastion.findMany({
    where: { environmentId, readyAt: { not: null } },
    select: { createdAt: true, readyAt: true },
    orderBy: { createdAt: 'desc' },
    take: 9,
  });
  return rows.flatMap((row) => (row.readyAt ? [(row.readyAt.getTime() - row.createdAt.getTime()) / 1000] : []));
}

/** How many bastions cost something now. */
export function countOpenBastions(tx: Transaction): Promise<number> {
  return tx.bastion.count({ where: { status: { notIn: ['stopped', 'failed'] } } });
}

/** How many terminals each person has open. */
export async function countTerminalsByPerson(tx: Transaction): Promise<Map<string, number>> {
  const groups = await tx.terminal.groupBy({
    by: ['personId'],
    where: { status: { not: 'ended' } },
    _count: true,
  });
  return new Map(groups.map((group) => [group.personId, group._count]));
}
