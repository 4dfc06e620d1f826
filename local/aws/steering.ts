import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Answer } from './services';
import { isConnected, pingStatus } from './ssm/nodes/node';
import { isOpen } from './ssm/session';
import type { CallRecord } from './world';
import type { Worlds } from './worlds';

const cut = z.strictObject({ side: z.enum(['client', 'agent']), sessionId: z.string().optional() });

/** The paths a test in another process steers and looks through. */
export function isSteering(request: IncomingMessage): boolean {
  return (request.url ?? '').startsWith('/_local/');
}

/** Answers GET /_local/state, GET, POST and DELETE /_local/faults, and POST /_local/cut; for this machine's programs, never for a web page. */
export function answerSteering(worlds: Worlds, request: IncomingMessage, body: Buffer): Answer {
  if (!fromProgramHere(request)) return json(403, { error: 'only programs on this machine may steer' });
  const path = new URL(request.url ?? '/', 'http://local').pathname;
  try {
    switch (`${request.method} ${path}`) {
      case 'GET /_local/state':
        return json(200, inspect(worlds));
      case 'GET /_local/faults':
        return json(200, worlds.ground.faults.settings);
      case 'POST /_local/faults':
        worlds.ground.faults.set(JSON.parse(body.toString('utf8')));
        return json(200, worlds.ground.faults.settings);
      case 'DELETE /_local/faults':
        worlds.ground.faults.clear();
        return json(200, {});
      case 'POST /_local/cut': {
        const { side, sessionId } = cut.parse(JSON.parse(body.toString('utf8')));
        const count =
          side === 'client' ? worlds.ground.faults.cutClient(sessionId) : worlds.ground.faults.cutAgent(sessionId);
        return json(200, { cut: count });
      }
      default:
        return json(404, { error: `nothing at ${request.method} ${path}` });
    }
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return json(400, { error: 'the body is not JSON' });
    throw error;
  }
}

/** What the inspection shows: tasks, nodes, sessions and the calls that were made, with who made them. */
export interface Inspection {
  isolated: boolean;
  clusters: string[];
  tasks: {
    id: string;
    arn: string;
    cluster: string;
    lastStatus: string;
    desiredStatus: string;
    agentStatus: string | undefined;
    startedBy: string | undefined;
    stopCode: string | undefined;
    stoppedReason: string | undefined;
    tags: Record<string, string>;
  }[];
  nodes: {
    id: string;
    pingStatus: string;
    isConnected: boolean;
    activationId: string | undefined;
    hostId: string | undefined;
  }[];
  sessions: {
    id: string;
    hostId: string;
    target: string;
    documentName: string;
    reason: string | undefined;
    status: string;
    isOpen: boolean;
    argv: string[];
    /** The outermost process of the shell, on this host. */
    pid: number | undefined;
    details: string;
    startedByArn: string;
    sourceIdentity: string | undefined;
    principalTags: Record<string, string>;
  }[];
  calls: CallRecord[];
}

/** A copy of what this AWS remembers, safe to print: no secret, no token. */
export function inspect(worlds: Worlds): Inspection {
  const all = worlds.all();
  return {
    isolated: worlds.ground.processes.isolated,
    clusters: all.flatMap(({ clusters }) => [...clusters.keys()]),
    tasks: all
      .flatMap(({ tasks }) => [...tasks.values()])
      .map((task) => ({
        id: task.id,
        arn: task.arn,
        cluster: task.cluster.name,
        lastStatus: task.lastStatus,
        desiredStatus: task.desiredStatus,
        agentStatus: task.agentStatus,
        startedBy: task.startedBy,
        stopCode: task.stopCode,
        stoppedReason: task.stoppedReason,
        tags: Object.fromEntries(task.tags.map(({ key, value }) => [key, value])),
      })),
    nodes: all.flatMap((world) =>
      [...world.nodes.values()].map((node) => ({
        id: node.id,
        pingStatus: pingStatus(world, node),
        isConnected: isConnected(world, node),
        activationId: node.activationId,
        hostId: node.hostId,
      })),
    ),
    sessions: all
      .flatMap(({ sessions }) => [...sessions.values()])
      .map((session) => ({
        id: session.id,
        hostId: session.hostId,
        target: session.target,
        documentName: session.documentName,
        reason: session.reason,
        status: session.status,
        isOpen: isOpen(session),
        argv: session.argv,
        pid: session.pid,
        details: session.details,
        startedByArn: session.startedByArn,
        sourceIdentity: session.sourceIdentity,
        principalTags: session.principalTags,
      })),
    calls: worlds.ground.calls.map((call) => ({ ...call })),
  };
}

/** A page in a browser sends an Origin, and a rebound name shows in Host; neither may steer. */
function fromProgramHere(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  return request.headers.origin === undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(host);
}

function json(status: number, content: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) };
}
