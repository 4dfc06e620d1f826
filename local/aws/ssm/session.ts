import { randomBytes } from 'node:crypto';
import { AgentSession } from '../agent/agent-session';
import type { Role } from '../message-gateway/tokens';
import { idleText } from '../settings';
import type { Container, Session, World } from '../world';

/** Ended sessions stay in the history until there are more than this. */
const keptSessions = 1_000;

/** True until a session has ended for good. */
export function isOpen(session: Session): boolean {
  return session.endedAt === undefined;
}

/** The sessions of a task that have not ended. */
export function openSessions(world: World, taskId: string): Session[] {
  return [...world.sessions.values()].filter((session) => session.taskId === taskId && isOpen(session));
}

/** The address a client opens a session's data channel at. */
export function streamUrl(world: World, sessionId: string): string {
  return `ws://${world.address}/v1/data-channel/${sessionId}?role=publish_subscribe`;
}

/** A fresh stream token for one side; the side's earlier token stops working. */
export function issueToken(world: World, session: Session, role: Role): string {
  return world.gateway.issueToken(session.id, role);
}

type NewSession = Pick<Session, 'taskId' | 'target' | 'argv' | 'startedByArn' | 'sourceIdentity' | 'principalTags'> & {
  container: Container;
};

/** Opens a session's relay and lets the task's agent start the command, as the control channel's interactive_shell would. */
export function startSession(world: World, { container, ...from }: NewSession): Session {
  const session: Session = {
    ...from,
    id: `ecs-execute-command-0${randomBytes(8).toString('hex')}`,
    status: 'Connecting',
    startedAt: world.now(),
    endedAt: undefined,
    details: '',
    pid: undefined,
  };
  world.sessions.set(session.id, session);
  forgetOldest(world);
  world.gateway.open(session.id, session.target, {
    onClient: (present) => {
      if (isOpen(session)) session.status = present ? 'Connected' : 'Disconnected';
    },
    onIdle: () => endSession(world, session, idleText),
    onAbandoned: () => endSession(world, session, ''),
  });
  const agent = new AgentSession({
    sessionId: session.id,
    instanceId: session.target,
    streamUrl: streamUrl(world, session.id),
    timings: world.timings,
    newToken: () => {
      if (!isOpen(session)) throw new Error('Session is already terminated');
      return issueToken(world, session, 'agent');
    },
    startCommand: (onData, onEnd) =>
      world.processes.start(
        { taskId: session.taskId, argv: session.argv, environment: container.environment },
        onData,
        onEnd,
      ),
    killCommand: (pty) => world.processes.kill(pty),
    onStarted: (pid) => {
      session.pid = pid;
    },
    onComplete: (status, output) => {
      world.agents.delete(session.id);
      endSession(world, session, output, status === 'Failed' ? 'Failed' : 'Terminated');
    },
    now: world.now,
  });
  world.agents.set(session.id, agent);
  agent.start();
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
  world.log(`ssm session ${session.id} ${status}`);
}
