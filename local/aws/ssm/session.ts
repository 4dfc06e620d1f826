import { randomBytes } from 'node:crypto';
import type { Role } from '../message-gateway/tokens';
import type { Principal } from '../principals';
import { idleText, maximumText } from '../settings';
import type { Session, World } from '../world';

/** Ended sessions stay in the history until there are more than this. */
const keptSessions = 1_000;
const suffixLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** True until a session has ended for good. */
export function isOpen(session: Session): boolean {
  return session.endedAt === undefined;
}

/** The sessions that have not ended and that a condition holds for. */
export function openSessions(world: World, holds: (session: Session) => boolean): Session[] {
  return [...world.sessions.values()].filter((session) => isOpen(session) && holds(session));
}

/** The address a client opens a session's data channel at. */
export function streamUrl(world: World, sessionId: string): string {
  return `ws://${world.address}/v1/data-channel/${sessionId}?role=publish_subscribe`;
}

/** A fresh stream token for one side; the side's earlier token stops working. */
export function issueToken(world: World, session: Session, role: Role): string {
  return world.gateway.issueToken(session.id, role);
}

/** A session id of StartSession: the caller's session or user name, and 26 letters and digits. */
export function newSessionId(principal: Principal): string {
  const name = principal.arn.slice(principal.arn.lastIndexOf('/') + 1).replace(/[^\w.@-]/g, '-');
  return `${name}-${[...randomBytes(26)].map((byte) => suffixLetters[byte % suffixLetters.length]).join('')}`;
}

/** A session id of ECS Exec. */
export function newExecSessionId(): string {
  return `ecs-execute-command-0${randomBytes(8).toString('hex')}`;
}

type NewSession = Omit<Session, 'status' | 'startedAt' | 'endedAt' | 'details' | 'pid' | 'externalNode'> & {
  externalNode?: string | undefined;
};

/** Opens a session's relay, and ends it when its times are over. */
export function openSession(world: World, from: NewSession): Session {
  const session: Session = {
    ...from,
    externalNode: from.externalNode,
    status: 'Connecting',
    startedAt: world.now(),
    endedAt: undefined,
    details: '',
    pid: undefined,
  };
  world.sessions.set(session.id, session);
  forgetOldest(world);
  world.gateway.open(
    session.id,
    session.target,
    { idleMs: session.idleMs, maximumMs: session.maximumMs },
    {
      onClient: (present) => {
        if (isOpen(session)) session.status = present ? 'Connected' : 'Disconnected';
      },
      onIdle: () => endSession(world, session, idleText),
      onMaximum: () => endSession(world, session, maximumText),
      onAbandoned: () => endSession(world, session, ''),
    },
  );
  world.log(`ssm session ${session.id} started: ${session.argv.join(' ')}`);
  return session;
}

function forgetOldest(world: World): void {
  for (const session of world.sessions.values()) {
    if (world.sessions.size <= keptSessions) return;
    if (!isOpen(session)) world.sessions.delete(session.id);
  }
}

/** Ends a session once: both sides are told, the command is killed, and it can not be resumed. */
export function endSession(
  world: World,
  session: Session,
  output: string,
  status: 'Terminated' | 'Failed' = 'Terminated',
): void {
  if (!isOpen(session)) return;
  session.status = status;
  session.endedAt = world.now();
  session.details = output;
  world.gateway.close(session.id, output);
  world.agents.get(session.id)?.cancel();
  if (session.externalNode !== undefined) world.gateway.control.close(session.externalNode, session.id);
  world.log(`ssm session ${session.id} ${status}`);
}
