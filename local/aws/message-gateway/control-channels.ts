import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { decodeFrame, type Frame, WireError } from '../../../lib/agent-wire';
import { type Input, isObject } from '../wire/input';
import { channelClosedFrame, serviceFrame } from './service-frames';

/** What an agent says at the end of a session. */
export interface TaskComplete {
  nodeId: string;
  sessionId: string;
  failed: boolean;
  output: string;
}

/** What an agent is told of a session. */
interface NewSession {
  id: string;
  target: string;
  documentName: string;
  owner: string;
}

/** The control channels of agents that are not this AWS's own, by node id (ssm-protocol 15.4 to 15.6). */
export class ControlChannels {
  readonly #sockets = new Map<string, WebSocket>();
  readonly #now: () => number;
  /** Set by whoever keeps the sessions. */
  onTaskComplete: (complete: TaskComplete) => void = () => undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  isConnected(nodeId: string): boolean {
    return this.#sockets.has(nodeId);
  }

  /** Takes over a socket that has proved whose it is; an older one of the same node is cut. */
  attach(nodeId: string, socket: WebSocket): void {
    this.#sockets.get(nodeId)?.terminate();
    this.#sockets.set(nodeId, socket);
    socket.on('close', () => {
      if (this.#sockets.get(nodeId) === socket) this.#sockets.delete(nodeId);
    });
    socket.on('message', (content, isBinary) => {
      if (isBinary) this.#receive(nodeId, content as Buffer);
    });
  }

  /** Cuts a node's channel, e.g. because the node is none any more. */
  drop(nodeId: string): void {
    this.#sockets.get(nodeId)?.terminate();
  }

  /** Asks a node's agent to begin a session; it fills the parameters in by itself. */
  startSession(session: NewSession, document: Input, parameters: Record<string, string>): void {
    const content = JSON.stringify({
      DocumentName: session.documentName,
      DocumentContent: document,
      SessionId: session.id,
      Parameters: parameters,
      RunAsUser: '',
      SessionOwner: session.owner,
    });
    this.#say(session.target, 'interactive_shell', {
      Content: content,
      TaskId: session.id,
      Topic: 'interactive_shell',
      SchemaVersion: 1,
    });
  }

  /** Tells a node's agent that a session is over. */
  close(nodeId: string, sessionId: string): void {
    this.#sockets.get(nodeId)?.send(channelClosedFrame(sessionId, nodeId, '', this.#now()));
  }

  #receive(nodeId: string, bytes: Buffer): void {
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
    } catch (error) {
      if (error instanceof WireError) return;
      throw error;
    }
    if (frame.messageType !== 'agent_task_complete') return;
    const complete = parse(frame.payload);
    const sessionId = String(complete.TaskId ?? '');
    // Said again until it is acknowledged, so that a repetition must do no harm.
    this.#say(nodeId, 'agent_task_acknowledge', {
      SchemaVersion: 1,
      MessageId: frame.messageId,
      TaskId: sessionId,
      Topic: complete.Topic ?? 'agent_task_complete',
    });
    const failed = complete.FinalTaskStatus === 'Failed' || complete.FinalTaskStatus === 'TimedOut';
    const output = typeof complete.Output === 'string' ? complete.Output : '';
    this.onTaskComplete({ nodeId, sessionId, failed, output });
  }

  #say(nodeId: string, messageType: string, content: Input): void {
    const payload = Buffer.from(JSON.stringify(content));
    this.#sockets.get(nodeId)?.send(serviceFrame(messageType, randomUUID(), payload, this.#now()));
  }
}

function parse(payload: Uint8Array): Input {
  try {
    const content: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}
