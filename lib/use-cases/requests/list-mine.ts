import { namesOfPeople } from '../../db/people';
import { listRequests } from '../../db/requests';
import type { Actor } from '../../domain/people/actor';
import type { RequestRow } from '../../domain/requests/view';
import { ok, type Result } from '../../domain/result';
import type { Deps } from '../deps';
import { requestRow, revokersOf } from './request-row';

const MOST = 200;

/** What I have asked for, newest first. */
export async function listMyRequests(deps: Deps, actor: Actor): Promise<Result<RequestRow[]>> {
  const now = deps.clock.now();
  const records = await listRequests(deps.db.prisma, { personId: actor.personId }, MOST);
  const names = await namesOfPeople(deps.db.prisma, revokersOf(records));
  return ok(records.map((record) => requestRow(record, names, now)));
}
