import { writeAudit } from '../../db/audit';
import { lockRequest, settleRequest } from '../../db/requests';
import { inTransaction } from '../../db/transaction';
import type { RequestId } from '../../domain/ids';
import { lapse } from '../../domain/requests/transitions';
import type { Deps } from '../deps';

/** Writes down that a request was not answered in time; false when it is not so, or no longer. */
export function lapseRequest(deps: Pick<Deps, 'db'>, id: RequestId, now: Date): Promise<boolean> {
  return inTransaction(deps.db, async (tx) => {
    const record = await lockRequest(tx, id);
    const answer = record && lapse(record.request, now);
    if (!answer?.ok || !(await settleRequest(tx, id, answer.value.settlement))) return false;
    await writeAudit(tx, { actor: 'postern', at: now, events: answer.value.events });
    return true;
  });
}
