import {
  AgentChannel,
  type AgentChannelOptions,
  type ChannelEvent,
  decodeAcknowledge,
  decodeFrame,
  type Effects,
  encodeAcknowledge,
  encodeFrame,
  encodeHandshakeComplete,
  encodeHandshakeRequest,
  type Frame,
  MessageType,
  PayloadType,
  type RequestedAction,
} from '../index';
import { seeded } from './seeded';

/** The time at which every scene begins. */
export const T0 = 1_732_245_600_000;

/** Makes a channel for a scene; nothing is open yet. */
export function aChannel(options: Partial<AgentChannelOptions> = {}): AgentChannel {
  return new AgentChannel({
    clientId: 'c0ffee00-0000-4000-8000-000000000001',
    clientVersion: '1.2.677.0',
    newId: seeded(1).uuid,
    ...options,
  });
}

/** Makes a channel that is open and has consumed and committed output number 0, so that its session type is known. */
export function aStartedChannel(options: Partial<AgentChannelOptions> = {}): AgentChannel {
  const channel = aChannel(options);
  channel.open('token', T0);
  channel.receive(fromAgent(0, '$ '), T0);
  channel.committed(0n, T0);
  return channel;
}

/** One stream message of the agent. Its id ends in its sequence number. */
export function fromAgent(
  sequence: number | bigint,
  payload: string | Uint8Array,
  payloadType: number = PayloadType.output,
): Uint8Array {
  return encodeFrame({
    messageType: MessageType.output,
    createdAtMs: T0,
    sequenceNumber: BigInt(sequence),
    flags: 0n,
    messageId: idOf(sequence),
    payloadType,
    payload: Buffer.from(payload),
  });
}

/** A message of the service itself. */
export function fromService(messageType: string, payload = ''): Uint8Array {
  return encodeFrame({
    messageType,
    createdAtMs: T0,
    sequenceNumber: 0n,
    flags: 0n,
    messageId: idOf(0),
    payloadType: PayloadType.unset,
    payload: Buffer.from(payload),
  });
}

/** The agent's handshake request. */
export function requestFromAgent(sequence: number, ...actions: RequestedAction[]): Uint8Array {
  const payload = encodeHandshakeRequest({ agentVersion: '3.3.1142.0', actions });
  return fromAgent(sequence, payload, PayloadType.handshakeRequest);
}

/** The agent's word that the session starts. */
export function completeFromAgent(sequence: number, customerMessage = ''): Uint8Array {
  const payload = encodeHandshakeComplete({ timeToCompleteNs: 1, customerMessage });
  return fromAgent(sequence, payload, PayloadType.handshakeComplete);
}

/** An action that names the session's type. */
export function sessionTypeAction(type: string, properties: RequestedAction['parameters'] | null = null) {
  return { actionType: 'SessionType', parameters: { SessionType: type, Properties: properties } };
}

/** The agent's receipt for input with this number. */
export function receiptFor(sequence: number | bigint): Uint8Array {
  return encodeAcknowledge({
    acknowledgedMessageType: MessageType.input,
    acknowledgedMessageId: idOf(0),
    acknowledgedSequence: BigInt(sequence),
    messageId: idOf(1),
    createdAtMs: T0,
  });
}

/** The id that `fromAgent` gives to a message. */
export function idOf(sequence: number | bigint): string {
  return `a1b2c305-1111-4222-8333-${BigInt.asUintN(48, BigInt(sequence)).toString(16).padStart(12, '0')}`;
}

/** The binary messages among the effects, read; text ones are left out. */
export function framesOf(effects: Effects): Frame[] {
  return effects.send.flatMap((message) => (typeof message === 'string' ? [] : [decodeFrame(message)]));
}

/** The sequence numbers that the effects acknowledge, in order. */
export function acknowledgedBy(effects: Effects): bigint[] {
  return framesOf(effects)
    .filter((frame) => frame.messageType === MessageType.acknowledge)
    .map((frame) => decodeAcknowledge(frame.payload).acknowledgedSequence);
}

/** What the effects send to the agent as stream messages: number, payload type and payload as text. */
export function sentBy(effects: Effects): [sequence: bigint, payloadType: number, payload: string][] {
  return framesOf(effects)
    .filter((frame) => frame.messageType === MessageType.input)
    .map((frame) => [frame.sequenceNumber, frame.payloadType, Buffer.from(frame.payload).toString('latin1')]);
}

/** Events in short: type, then what matters of it. */
export function eventsOf(effects: Effects): string[] {
  return effects.events.map(short);
}

function short(event: ChannelEvent): string {
  switch (event.type) {
    case 'started':
      return `started ${event.sessionType}`;
    case 'output':
      return `${event.stream} ${event.sequence} ${Buffer.from(event.bytes).toString()}`;
    case 'advanced':
      return `advanced ${event.sequence}`;
    case 'exitCode':
      return `exitCode ${event.sequence} ${event.code}`;
    case 'message':
      return `message ${event.text}`;
    case 'inputAccepted':
      return `inputAccepted ${event.totalBytes}`;
    case 'closed':
      return `closed ${event.output}`;
    case 'flag':
      return `flag ${event.sequence} ${event.flag}`;
    case 'flagAccepted':
      return `flagAccepted ${event.flag}`;
    case 'dataKeyWanted':
      return `dataKeyWanted ${event.keyId} ${JSON.stringify(event.encryptionContext)}`;
    case 'refused':
      return `refused ${event.error.code}`;
    case 'paused':
    case 'resumed':
      return event.type;
  }
}
