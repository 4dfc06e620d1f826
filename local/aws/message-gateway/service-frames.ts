import { randomUUID } from 'node:crypto';
import { encodeChannelClosed, encodeFrame, MessageType } from '../../../lib/agent-wire';

/** The service's last word on a session; `output` is what the person is shown, often nothing. */
export function channelClosedFrame(sessionId: string, target: string, output: string, at: number): Buffer {
  const messageId = randomUUID();
  const createdDate = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  const payload = encodeChannelClosed({ messageId, createdDate, destinationId: target, sessionId, output });
  return serviceFrame(MessageType.channelClosed, messageId, payload, at);
}

/** Tells the agent to hold its stream (`pause`) or to go on (`start`). */
export function publicationFrame(what: 'start' | 'pause', at: number): Buffer {
  const type = what === 'start' ? MessageType.startPublication : MessageType.pausePublication;
  // The payload is read by nobody, but the reference serialisers do not make empty messages.
  return serviceFrame(type, randomUUID(), Buffer.from('{}'), at);
}

/** A message of the service's own; nobody acknowledges it. */
export function serviceFrame(messageType: string, messageId: string, payload: Uint8Array, at: number): Buffer {
  return Buffer.from(
    encodeFrame({ messageType, createdAtMs: at, sequenceNumber: 0n, flags: 0n, messageId, payloadType: 0, payload }),
  );
}

/** The message type of a binary frame without decoding the rest; empty for what is too short to be one. */
export function typeOfFrame(frame: Buffer): string {
  return frame.length < 120 ? '' : frame.toString('latin1', 4, 36).trimEnd();
}
