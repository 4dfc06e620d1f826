import type { BastionId, EnvironmentId, PersonId, SignInId, TargetId, TerminalId } from '../domain/ids';
import type { TerminalEndReason } from '../domain/terminals/terminal';
import type { Transaction } from './transaction';

/** A terminal that was asked to end, as the record wants it. */
export type EndAsked = {
  id: TerminalId;
  number: number;
  personId: PersonId;
  targetId: TargetId;
  environmentId: EnvironmentId;
};

export type TerminalsToEnd =
  | { personId: PersonId; targetId?: TargetId; signInIds?: readonly SignInId[] }
  | { bastionId: BastionId };

/**
 * Asks every open terminal of a person to end (of one target or of some sign-ins only), or every one on a bastion; those already
 * asked keep their first reason. The bridge that carries one hears of it by NOTIFY.
 */
export async function askTerminalsToEnd(
  tx: Transaction,
  which: TerminalsToEnd,
  how: { at: Date; reason: TerminalEndReason; note: string | null; byId: PersonId | null },
): Promise<EndAsked[]> {
  const rows = await tx.terminal.updateManyAndReturn({
    where: {
      ...('bastionId' in which
        ? { bastionId: which.bastionId }
        : {
            personId: which.personId,
            targetId: which.targetId,
            signInId: which.signInIds ? { in: [...which.signInIds] } : undefined,
          }),
      status: { not: 'ended' },
      endRequestedAt: null,
    },
    data: { endRequestedAt: how.at, endReason: how.reason, endNote: how.note, endedById: how.byId },
    select: { id: true, number: true, personId: true, targetId: true, environmentId: true },
  });
  return rows as EndAsked[];
}
