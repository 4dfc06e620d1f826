import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, type FrameInput, MessageType } from './frame';
import vectors from './testdata/ssm-vectors.json';
import { codeOf } from './testing/code-of';

const READ_ONLY = new Set(['output-nul-padded-type']);
const ID = 'dd01e56b-ff48-483e-a508-b5f073f31b16';

function aFrame(change: Partial<FrameInput> = {}): FrameInput {
  return {
    messageType: MessageType.output,
    createdAtMs: 1_732_245_600_123,
    sequenceNumber: 7n,
    flags: 0n,
    messageId: ID,
    payloadType: 1,
    payload: Buffer.from('hello'),
    ...change,
  };
}

describe('captured frames', () => {
  it('are all there', () => {
    expect(vectors).toHaveLength(29);
  });

  it.each(vectors)('$name decodes to its fields', ({ fields, hex }) => {
    const frame = decodeFrame(Buffer.from(hex, 'hex'));
    expect({
      ...frame,
      payloadDigest: Buffer.from(frame.payloadDigest).toString('hex'),
      payload: Buffer.from(frame.payload).toString('base64'),
    }).toEqual({
      headerLength: fields.headerLength,
      messageType: fields.messageType,
      schemaVersion: fields.schemaVersion,
      createdAtMs: Number(fields.createdDate),
      sequenceNumber: BigInt(fields.sequenceNumber),
      flags: BigInt(fields.flags),
      messageId: fields.messageId,
      payloadDigest: fields.payloadDigestHex,
      payloadType: fields.payloadType,
      payload: fields.payloadBase64,
    });
    expect(frame.payload.length).toBe(fields.payloadLength);
  });

  it.each(vectors)('$name encodes byte for byte', ({ name, fields, hex }) => {
    const encoded = encodeFrame({
      messageType: fields.messageType,
      createdAtMs: Number(fields.createdDate),
      sequenceNumber: BigInt(fields.sequenceNumber),
      flags: BigInt(fields.flags),
      messageId: fields.messageId,
      payloadType: fields.payloadType,
      payload: Buffer.from(fields.payloadBase64, 'base64'),
    });
    // A writer pads the type with spaces; the one frame padded with NULs differs in nothing else.
    const written = READ_ONLY.has(name)
      ? Buffer.from(hex, 'hex')
          .fill(0x20, 4 + fields.messageType.length, 36)
          .toString('hex')
      : hex;
    expect(Buffer.from(encoded).toString('hex')).toBe(written);
  });
});

describe('decodeFrame', () => {
  function damaged(change: (bytes: Buffer) => void, input: Partial<FrameInput> = {}): Uint8Array {
    const bytes = Buffer.from(encodeFrame(aFrame(input)));
    change(bytes);
    return bytes;
  }

  it.each<[string, string, () => Uint8Array]>([
    ['nothing', 'TOO_SHORT', () => new Uint8Array()],
    ['a header cut by one byte', 'TOO_SHORT', () => encodeFrame(aFrame()).subarray(0, 119)],
    ['a header length of zero', 'BAD_HEADER_LENGTH', () => damaged((b) => b.writeUInt32BE(0, 0))],
    ['a header length inside the header', 'BAD_HEADER_LENGTH', () => damaged((b) => b.writeUInt32BE(115, 0))],
    ['a header length behind the end', 'BAD_HEADER_LENGTH', () => damaged((b) => b.writeUInt32BE(122, 0))],
    ['an absurd header length', 'BAD_HEADER_LENGTH', () => damaged((b) => b.writeUInt32BE(0xffff_ffff, 0))],
    ['an empty type', 'BAD_MESSAGE_TYPE', () => damaged((b) => b.fill(0x20, 4, 36))],
    ['a type of NULs', 'BAD_MESSAGE_TYPE', () => damaged((b) => b.fill(0, 4, 36))],
    ['a type with control characters', 'BAD_MESSAGE_TYPE', () => damaged((b) => b.fill(0x1b, 4, 8))],
    ['no creation date', 'BAD_CREATED_DATE', () => damaged((b) => b.writeBigUInt64BE(0n, 40))],
    ['a creation date beyond 2^53', 'BAD_CREATED_DATE', () => damaged((b) => b.writeBigUInt64BE(2n ** 53n, 40))],
    ['a negative sequence number', 'BAD_SEQUENCE', () => damaged((b) => b.writeBigInt64BE(-1n, 48))],
    ['a wrong digest', 'BAD_DIGEST', () => damaged((b) => b.writeUInt8(0x68 ^ 1, 120))],
    ['a payload hidden behind a length of zero', 'BAD_DIGEST', () => damaged((b) => b.fill(0, 116, 124))],
  ])('refuses %s', (_, code, bytes) => {
    expect(codeOf(() => decodeFrame(bytes()))).toBe(code);
  });

  it('refuses what is longer than the caller allows, before reading it', () => {
    const bytes = encodeFrame(aFrame({ payload: Buffer.alloc(1000) }));
    expect(codeOf(() => decodeFrame(bytes, { maxBytes: 1119 }))).toBe('TOO_LONG');
    expect(decodeFrame(bytes, { maxBytes: 1120 }).payload).toHaveLength(1000);
  });

  it('names the byte range of the fault', () => {
    const bytes = damaged((b) => b.writeBigInt64BE(-1n, 48));
    expect(() => decodeFrame(bytes)).toThrow(expect.objectContaining({ from: 48, to: 56 }));
  });

  it('does not believe the written payload length', () => {
    const bytes = damaged((b) => b.writeUInt32BE(0xffff_ffff, 116));
    expect(Buffer.from(decodeFrame(bytes).payload).toString()).toBe('hello');
  });

  it('finds the payload behind a longer header', () => {
    const plain = Buffer.from(encodeFrame(aFrame()));
    plain.writeUInt32BE(124, 0);
    const longer = Buffer.concat([plain.subarray(0, 120), Buffer.alloc(8), plain.subarray(120)]);
    expect(Buffer.from(decodeFrame(longer).payload).toString()).toBe('hello');
  });

  it('accepts a wrong digest when told not to look', () => {
    const bytes = damaged((b) => b.fill(0, 80, 112));
    expect(Buffer.from(decodeFrame(bytes, { checkDigest: false }).payload).toString()).toBe('hello');
  });

  it.each([MessageType.startPublication, MessageType.pausePublication])(
    'accepts %s whatever else it holds',
    (messageType) => {
      const bytes = damaged((b) => b.fill(0, 80, 112).fill(0, 0, 4).fill(0, 40, 48), { messageType });
      expect(decodeFrame(bytes).messageType).toBe(messageType);
    },
  );

  it('gives views, not copies', () => {
    const bytes = encodeFrame(aFrame());
    expect(decodeFrame(bytes).payload.buffer).toBe(bytes.buffer);
  });

  it('answers any bytes with a frame or a WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        codeOf(() => decodeFrame(bytes));
        codeOf(() => decodeFrame(bytes, { checkDigest: false }));
      }),
      { numRuns: 2000 },
    );
  });

  it('answers any damage to a good frame with a frame or a WireError', () => {
    const places = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(places, fc.boolean(), (changes, checkDigest) => {
        const bytes = damaged((b) => {
          for (const [place, value] of changes) b[place % b.length] = value;
        });
        codeOf(() => decodeFrame(bytes, { checkDigest }));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('encodeFrame', () => {
  it.each<[string, Partial<FrameInput>]>([
    ['BAD_MESSAGE_TYPE', { messageType: '' }],
    ['BAD_MESSAGE_TYPE', { messageType: 'x'.repeat(33) }],
    ['BAD_MESSAGE_TYPE', { messageType: 'größe' }],
    ['BAD_CREATED_DATE', { createdAtMs: 0 }],
    ['BAD_CREATED_DATE', { createdAtMs: 1.5 }],
    ['BAD_CREATED_DATE', { createdAtMs: 2 ** 53 }],
    ['BAD_SEQUENCE', { sequenceNumber: -1n }],
    ['BAD_SEQUENCE', { sequenceNumber: 2n ** 63n }],
    ['BAD_ARGUMENT', { flags: 2n ** 64n }],
    ['BAD_ARGUMENT', { flags: -1n }],
    ['BAD_ARGUMENT', { payloadType: -1 }],
    ['BAD_ARGUMENT', { schemaVersion: 2 ** 32 }],
    ['BAD_MESSAGE_ID', { messageId: 'dd01e56bff48483ea508b5f073f31b16' }],
  ])('answers %s to %o', (code, change) => {
    expect(codeOf(() => encodeFrame(aFrame(change)))).toBe(code);
  });

  it('is undone by decodeFrame, also at the limits', () => {
    fc.assert(
      fc.property(
        fc.record({
          messageType: fc.constantFrom('output_stream_data', 'input_stream_data', 'x', 'y'.repeat(32)),
          schemaVersion: fc.nat(0xffff_ffff),
          createdAtMs: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
          sequenceNumber: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
          flags: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          messageId: fc.uuid(),
          payloadType: fc.nat(0xffff_ffff),
          payload: fc.uint8Array({ maxLength: 1100 }),
        }),
        (input) => {
          const { headerLength, payloadDigest, ...read } = decodeFrame(encodeFrame(input));
          expect({ ...read, payload: new Uint8Array(read.payload) }).toEqual(input);
          expect(headerLength).toBe(116);
          expect(payloadDigest).toHaveLength(32);
        },
      ),
      { numRuns: 300 },
    );
  });
});
