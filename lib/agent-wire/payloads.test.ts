import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeChannelClosed,
  decodeExitCode,
  decodeFlag,
  decodeSize,
  encodeChannelClosed,
  encodeExitCode,
  encodeFlag,
  encodeSize,
  Flag,
} from './payloads';
import vectors from './testdata/ssm-vectors.json';
import { WireError } from './wire-error';

function captured(name: string): Buffer {
  const vector = vectors.find((candidate) => candidate.name === name);
  if (vector === undefined) throw new Error(`no captured frame is called ${name}`);
  return Buffer.from(vector.fields.payloadBase64, 'base64');
}

describe('captured payloads', () => {
  it('have the written size', () => {
    expect(decodeSize(captured('input-size-80x24'))).toEqual({ cols: 80, rows: 24 });
    expect(encodeSize({ rows: 24, cols: 80 })).toEqual(captured('input-size-80x24'));
  });

  it.each([
    ['input-flag-disconnect-to-port', Flag.disconnectToPort],
    ['input-flag-terminate-session', Flag.terminateSession],
    ['output-flag-connect-to-port-error', Flag.connectToPortError],
  ])('%s has the written flag', (name, flag) => {
    expect(decodeFlag(captured(name))).toBe(flag);
    expect(encodeFlag(flag)).toEqual(captured(name));
  });

  it('have the written exit code', () => {
    expect(decodeExitCode(captured('output-exit-code'))).toBe(2);
    expect(encodeExitCode(2)).toEqual(captured('output-exit-code'));
  });

  it.each(['channel-closed', 'channel-closed-empty-output'])('%s is read and written', (name) => {
    const closed = decodeChannelClosed(captured(name));
    expect(closed.sessionId).toBe('alice-0a1b2c3d4e5f60718');
    expect(closed.output).toBe(name === 'channel-closed' ? 'Session terminated by user' : '');
    expect(encodeChannelClosed(closed)).toEqual(captured(name));
  });
});

describe('payload readers', () => {
  it.each([
    '',
    '80x24',
    '[]',
    '{"cols":80}',
    '{"cols":80,"rows":-1}',
    '{"cols":80,"rows":65536}',
    '{"cols":80,"rows":"24"}',
    '{"cols":80.5,"rows":24}',
    `{"cols":80,"rows":24,"x":"${'x'.repeat(1024)}"}`,
  ])('refuse the size %s', (text) => {
    expect(() => decodeSize(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });

  it.each([
    '',
    'EXIT_CODE: ',
    'EXIT_CODE: x',
    'exit_code: 1',
    'EXIT_CODE: 12345678901',
    `EXIT_CODE: 1${' '.repeat(100)}`,
  ])('refuse the exit code %s', (text) => {
    expect(() => decodeExitCode(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });

  it('read negative exit codes', () => {
    expect(decodeExitCode(Buffer.from('EXIT_CODE: -1'))).toBe(-1);
  });

  it.each([0, 3, 5])('refuse a flag of %i bytes', (length) => {
    expect(() => decodeFlag(new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });

  it('cut a closing text that is too long', () => {
    expect(decodeChannelClosed(Buffer.from(`{"output":"${'x'.repeat(20_000)}"}`)).output).toHaveLength(8192);
  });

  it('are not led astray by names of the language', () => {
    expect(decodeChannelClosed(Buffer.from('{"__proto__":{"Output":"x"},"constructor":1}')).output).toBe('');
  });

  it('answer any bytes with a value or a WireError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          for (const read of [decodeSize, decodeFlag, decodeExitCode, decodeChannelClosed]) {
            try {
              read(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(WireError);
            }
          }
        },
      ),
    );
  });
});

describe('payload writers', () => {
  it.each<[string, () => unknown]>([
    ['a fractional size', () => encodeSize({ cols: 80.5, rows: 24 })],
    ['a negative size', () => encodeSize({ cols: 80, rows: -1 })],
    ['a size beyond 16 bits', () => encodeSize({ cols: 65_536, rows: 24 })],
    ['a negative flag', () => encodeFlag(-1)],
    ['a flag beyond 32 bits', () => encodeFlag(2 ** 32)],
    ['a fractional exit code', () => encodeExitCode(0.5)],
  ])('refuse %s', (_, write) => {
    expect(write).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });
});
