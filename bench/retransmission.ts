import { randomUUID } from 'node:crypto';
import { AgentChannel, decodeFrame, type Effects, MessageType } from '../lib/agent-wire';
import { ReferenceAgent } from '../lib/agent-wire/testing/reference-agent';
import { seeded } from '../lib/agent-wire/testing/seeded';
import { Timeline } from '../lib/agent-wire/testing/timeline';
import type { Measurement } from './measurement';

const MESSAGES = 5_000;
const LOSS = 0.05;
const DELAY_MS = 20;
const EVERY_MS = 10;

/** Input over a line that loses every twentieth message in each direction, in virtual time: how much is sent more than once. */
export const retransmission: Measurement = async (_world, log) => {
  log('retransmission');
  const chance = seeded(5);
  const timeline = new Timeline();
  const agent = new ReferenceAgent({ newId: chance.uuid, handshake: null });
  const channel = new AgentChannel({ clientId: randomUUID(), clientVersion: '1.2.677.0', newId: chance.uuid });
  let nowMs = 1_700_000_000_000;
  let sent = 0;

  const carry = (arrive: () => void) => {
    if (!chance.chance(LOSS)) timeline.add(nowMs + DELAY_MS, arrive);
  };
  const toClient = (messages: Uint8Array[]) => {
    for (const message of messages) carry(() => apply(channel.receive(message, nowMs)));
  };
  const apply = ({ send, events }: Effects) => {
    for (const message of send) {
      if (typeof message === 'string') continue;
      if (decodeFrame(message).messageType === MessageType.input) sent += 1;
      carry(() => toClient(agent.receive(message, nowMs)));
    }
    for (const event of events) if (event.type === 'output') apply(channel.committed(event.sequence, nowMs));
  };

  apply(channel.open('token', nowMs));
  toClient(agent.print(Buffer.from('$ '), nowMs));
  for (let at = 0; at < MESSAGES; at += 1) {
    timeline.add(nowMs + at * EVERY_MS, () => apply(channel.write(Buffer.alloc(64, at), nowMs)));
  }
  while (agent.input.length < MESSAGES || !agent.isQuiet) {
    const wakes = [timeline.nextAtMs, channel.nextWakeAtMs, agent.nextWakeAtMs];
    const [planned = 0, client = 0, other = 0] = wakes.map((at) => at ?? Number.POSITIVE_INFINITY);
    nowMs = Math.max(nowMs, Math.min(planned, client, other));
    if (planned <= nowMs) timeline.runNext();
    else if (client <= nowMs) apply(channel.tick(nowMs));
    else toClient(agent.tick(nowMs));
  }
  return [
    {
      what: 'input sent more than once at 5 % loss each way',
      value: `${((sent / MESSAGES - 1) * 100).toFixed(1)} %`,
      aim: 'none',
      isMet: null,
      detail:
        'a hundred messages a second over 20 ms each way; a tenth is the least, because a lost receipt costs a message too',
    },
  ];
};
