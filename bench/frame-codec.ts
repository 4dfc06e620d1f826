import { hash, randomBytes, randomUUID } from 'node:crypto';
import { decodeFrame, encodeFrame, MessageType, PayloadType } from '../lib/agent-wire';
import { type Measurement, median, type Row, thousands } from './measurement';

const SIZES = [64, 256, 1_024, 4_096, 16_384];
const ROUNDS = 5;
const ROUND_MS = 60;

/** Writing and reading one message, against the two SHA-256 sums that the protocol demands of every message. */
export const frameCodec: Measurement = async (_world, log) => {
  log('encode and decode');
  return SIZES.map((size): Row => {
    const payload = randomBytes(size);
    const messageId = randomUUID();
    const both = () => {
      const frame = encodeFrame({
        messageType: MessageType.output,
        createdAtMs: 1_700_000_000_000,
        sequenceNumber: 1n,
        flags: 0n,
        messageId,
        payloadType: PayloadType.output,
        payload,
      });
      return decodeFrame(frame).payload.length;
    };
    // As cheaply as Node has them, so that 1.00 would really be nothing but the sums.
    const sums = () => hash('sha256', payload, 'binary').length + hash('sha256', payload, 'binary').length;
    const rounds = Array.from({ length: ROUNDS }, () => ({ both: rate(both), sums: rate(sums) }));
    const perSecond = median(rounds.map((round) => round.both));
    return {
      what: `agent-wire encode + decode, ${size} bytes`,
      value: `${median(rounds.map((round) => round.both / round.sums)).toFixed(2)} ×`,
      aim: 'none',
      isMet: null,
      detail: `${thousands(perSecond)} a second, ${thousands((perSecond * size) / 2 ** 20)} MiB a second`,
    };
  });
};

/** Calls a second, over a short while. */
function rate(call: () => number): number {
  let calls = 0;
  let bytes = 0;
  const begun = performance.now();
  let now = begun;
  while (now - begun < ROUND_MS) {
    for (let n = 0; n < 50; n += 1) bytes += call();
    calls += 50;
    now = performance.now();
  }
  if (bytes === 0) throw new Error('nothing was measured');
  return (calls / (now - begun)) * 1000;
}
