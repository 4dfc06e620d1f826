import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAcknowledge, encodeAcknowledge } from './acknowledge';
import { decodeFrame, MessageType } from './frame';
import vectors from './testdata/ssm-vectors.json';
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
