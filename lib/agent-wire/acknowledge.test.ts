import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAcknowledge, encodeAcknowledge, readAcknowledgedSequence } from './acknowledge';
import { decodeFrame, MessageType } from './frame';
import vectors from './testdata/ssm-vectors.json';
import { codeOf } from './testing/code-of';
import { WireError } from './wire-error';

const receipt = {
  acknowledgedMessageType: MessageType.output,
  acknowledgedMessageId: 'a1b2c305-1111-4222-8333-4444deadbe05',
  acknowledgedSequence: 1n,
  messageId: 'a1b2c310-1111-4222-8333-4444deadbe10',
  createdAtMs: 1_732_245_600_139,
};

describe('encodeAcknowledge', () => {
  it('writes the captured acknowledgement byte for byte', () => {
    const captured = vectors.find((vector) => vector.name === 'acknowledge-of-output');
    expect(Buffer.from(encodeAcknowledge(receipt)).toString('hex')).toBe(captured?.hex);
  });

  it('leaves nothing of one acknowledgement in the next', () => {
    const long = encodeAcknowledge({ ...receipt, acknowledgedSequence: 2n ** 63n - 1n });
    const short = encodeAcknowledge({
      ...receipt,
      acknowledgedMessageType: MessageType.input,
      acknowledgedSequence: 0n,
    });
    expect(decodeAcknowledge(decodeFrame(long).payload).acknowledgedSequence).toBe(2n ** 63n - 1n);
    expect(decodeAcknowledge(decodeFrame(short).payload)).toEqual({
      acknowledgedMessageType: 'input_stream_data',
      acknowledgedMessageId: receipt.acknowledgedMessageId,
      acknowledgedSequence: 0n,
    });
  });

  it.each<[string, Partial<typeof receipt>]>([
    ['BAD_SEQUENCE', { acknowledgedSequence: -1n }],
    ['BAD_SEQUENCE', { acknowledgedSequence: 2n ** 63n }],
    ['BAD_MESSAGE_ID', { acknowledgedMessageId: 'short' }],
    ['BAD_MESSAGE_ID', { acknowledgedMessageId: '"'.repeat(36) }],
    ['BAD_MESSAGE_ID', { messageId: '' }],
    ['BAD_CREATED_DATE', { createdAtMs: Number.NaN }],
  ])('answers %s to %o', (code, change) => {
    expect(() => encodeAcknowledge({ ...receipt, ...change })).toThrow(expect.objectContaining({ code }));
  });
});

describe('decodeAcknowledge', () => {
  const read = (text: string) => decodeAcknowledge(Buffer.from(text));

  it('keeps sequence numbers beyond 2^53 exact', () => {
    const text = '{"AcknowledgedMessageSequenceNumber":9007199254740993}';
    expect(read(text).acknowledgedSequence).toBe(9007199254740993n);
  });

  it('reads keys in any case, with white space and unknown members', () => {
    const text =
      ' { "acknowledgedmessagetype" : "input_stream_data", "New": [1], "acknowledgedMessageSequenceNumber" : 12 } ';
    expect(read(text)).toMatchObject({ acknowledgedMessageType: 'input_stream_data', acknowledgedSequence: 12n });
  });

  it.each([
    '',
    '[]',
    'null',
    '{}',
    '{"AcknowledgedMessageSequenceNumber":-1}',
    '{"AcknowledgedMessageSequenceNumber":"1"}',
    '{"AcknowledgedMessageSequenceNumber":1.5}',
    '{"AcknowledgedMessageSequenceNumber":1e3}',
    '{"AcknowledgedMessageSequenceNumber":99999999999999999999}',
    '{"AcknowledgedMessageSequenceNumber":9999999999999999999}',
    '{"AcknowledgedMessageSequenceNumber":1,"AcknowledgedMessageId":5}',
    '['.repeat(2000),
  ])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(WireError);
  });

  it('answers anything with a receipt or a WireError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
  });
});

describe('readAcknowledgedSequence', () => {
  const id = receipt.acknowledgedMessageId;
  const text = (sequence: string, change: Partial<Record<'type' | 'id' | 'end', string>> = {}) =>
    `{"AcknowledgedMessageType":"${change.type ?? 'input_stream_data'}","AcknowledgedMessageId":"${change.id ?? id}",` +
    `"AcknowledgedMessageSequenceNumber":${sequence}${change.end ?? ',"IsSequentialMessage":true}'}`;
  const outcome = (read: (payload: Uint8Array) => bigint, payload: Uint8Array) => {
    let sequence: bigint | null = null;
    const code = codeOf(() => {
      sequence = read(payload);
    });
    return { code, sequence };
  };
  const byParsing = (payload: Uint8Array) => decodeAcknowledge(payload).acknowledgedSequence;

  it.each([0n, 7n, 10n, 999_999_999_999_999n, 2n ** 53n + 1n, 2n ** 63n - 1n])('reads %d', (sequence) => {
    const payload = Buffer.from(text(String(sequence)));
    expect(readAcknowledgedSequence(payload)).toBe(sequence);
    const written = encodeAcknowledge({
      ...receipt,
      acknowledgedMessageType: MessageType.input,
      acknowledgedSequence: sequence,
    });
    expect(Buffer.from(decodeFrame(written).payload).toString()).toBe(payload.toString());
  });

  it.each([
    text('007'),
    text('00'),
    text(''),
    text('-1'),
    text(' 1 '),
    text('1.0'),
    text('1e1'),
    text('1', { id: `${id.slice(1)}"` }),
    text('1', { id: `${id.slice(1)}\\` }),
    text('1', { id: `${id.slice(1)}\n` }),
    text('1', { id: `${id.slice(2)}é` }),
    text('1', { id: 'short' }),
    text('1', { type: 'output_stream_data' }),
    text('1', { type: 'Input_stream_data' }),
    text('1', { end: ',"IsSequentialMessage":false}' }),
    text('1', { end: ',"IsSequentialMessage":true}}' }),
    text('1', { end: '' }),
    text('12345678901234567890'),
  ])('says of %s what parsing says', (written) => {
    const payload = Buffer.from(written);
    expect(outcome(readAcknowledgedSequence, payload)).toEqual(outcome(byParsing, payload));
  });

  it('says of every change of a receipt what parsing says', () => {
    const change = fc.record({ at: fc.nat(200), byte: fc.nat(255), cut: fc.nat(200) });
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n - 1n), change, (sequence, { at, byte, cut }) => {
        const payload = Buffer.from(text(String(sequence))).subarray(0, 60 + cut);
        if (at < payload.length) payload[at] = byte;
        expect(outcome(readAcknowledgedSequence, payload)).toEqual(outcome(byParsing, payload));
      }),
      { numRuns: 2_000 },
    );
  });
});
