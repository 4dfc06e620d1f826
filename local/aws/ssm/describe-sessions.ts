import type { Operation } from '../operation';
import { objectList, optionalInteger, optionalString, requiredString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { Session, World } from '../world';
import { isOpen } from './session';
import { validation } from './validation';

type Matches = (session: Session, value: string, world: World) => boolean;

const filters: Record<string, Matches> = {
  InvokedAfter: (session, value) => session.startedAt >= readInstant(value),
  InvokedBefore: (session, value) => session.startedAt < readInstant(value),
  Target: (session, value) => session.target === value,
  Owner: (_session, value, world) => ownerOf(world) === value,
  Status: (session, value) => session.status === value,
  SessionId: (session, value) => session.id === value,
};

/** ssm:DescribeSessions: the newest first. */
export const describeSessions: Operation = ({ world }, input) => {
  const state = requiredString(input, 'State', validation);
  if (state !== 'Active' && state !== 'History') {
    throw validation(
      `Value '${state}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [Active, History]`,
    );
  }
  const wanted = objectList(input, 'Filters', validation).map((filter) => {
    const key = requiredString(filter, 'key', validation);
    const matches = Object.hasOwn(filters, key) ? filters[key] : undefined;
    if (!matches) throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
    return { matches, value: requiredString(filter, 'value', validation) };
  });
  const limit = optionalInteger(input, 'MaxResults', 1, 200, validation) ?? 200;
  const from = readToken(optionalString(input, 'NextToken', validation));

  const found = [...world.sessions.values()]
    .reverse()
    .filter((session) => isOpen(session) === (state === 'Active'))
    .filter((session) => wanted.every(({ matches, value }) => matches(session, value, world)));
  const next = from + limit;
  return {
    Sessions: found.slice(from, next).map((session) => onWire(world, session)),
    NextToken: next < found.length ? Buffer.from(String(next)).toString('base64url') : undefined,
  };
};

function onWire(world: World, session: Session) {
  return {
    SessionId: session.id,
    Target: session.target,
    Status: session.status,
    StartDate: session.startedAt / 1_000,
    EndDate: session.endedAt === undefined ? undefined : session.endedAt / 1_000,
    DocumentName: 'AmazonECS-ExecuteInteractiveCommand',
    Owner: ownerOf(world),
    Details: session.details || undefined,
    OutputUrl: {},
  };
}

/** ECS opens the session through its service-linked role, so SSM never names the person. */
function ownerOf(world: World): string {
  return `arn:aws:sts::${world.accountId}:assumed-role/AWSServiceRoleForECS/ecs-execute-command`;
}

function readInstant(value: string): number {
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw validation(`The filter value ${value} is not a date.`);
  return at;
}

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const from = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(from) || from < 1)
    throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  return from;
}
