import type { Operation } from '../operation';
import { checkCount, requiredMember } from '../wire/constraint';
import { objectList } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { Session } from '../world';
import { constraints } from './constraints';
import { page } from './paging';
import { isOpen } from './session';
import { validation } from './validation';

const mostFilters = 6;

type Matches = (session: Session, value: string) => boolean;

const filters: Record<string, Matches> = {
  InvokedAfter: (session, value) => session.startedAt >= readInstant(value),
  InvokedBefore: (session, value) => session.startedAt < readInstant(value),
  Target: (session, value) => session.target === value,
  Owner: (session, value) => session.owner === value,
  Status: (session, value) => session.status === value,
  SessionId: (session, value) => session.id === value,
  AccessType: (_session, value) => value === 'Standard',
};

/** ssm:DescribeSessions: the newest first. */
export const describeSessions: Operation = ({ world }, input) => {
  const state = requiredMember(input, 'State', constraints.sessionState);
  const given = objectList(input, 'Filters', validation);
  if (input.Filters) checkCount(given.length, 'filters', 1, mostFilters);
  const wanted = given.map((filter, index) => {
    const within = `filters.${index + 1}.member.`;
    const key = requiredMember(filter, 'key', constraints.sessionFilterKey, within);
    const matches = filters[key];
    if (!matches) throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
    return { matches, value: requiredMember(filter, 'value', constraints.sessionFilterValue, within) };
  });
  const found = [...world.sessions.values()]
    .reverse()
    .filter((session) => isOpen(session) === (state === 'Active'))
    .filter((session) => wanted.every(({ matches, value }) => matches(session, value)));
  const { items, NextToken } = page(found, input, { of: state, least: 1, most: 200 });
  return { Sessions: items.map(onWire), NextToken };
};

function onWire(session: Session) {
  return {
    SessionId: session.id,
    Target: session.target,
    Status: session.status,
    StartDate: session.startedAt / 1_000,
    EndDate: session.endedAt === undefined ? undefined : session.endedAt / 1_000,
    DocumentName: session.documentName,
    Owner: session.owner,
    Reason: session.reason,
    Details: session.details || undefined,
    OutputUrl: {},
    MaxSessionDuration: session.maximumMinutes,
    AccessType: 'Standard',
  };
}

function readInstant(value: string): number {
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw validation(`The filter value ${value} is not a date.`);
  return at;
}
