import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SessionCipher } from './session-cipher';
import vectors from './testdata/ssm-vectors.json';
import { agentCipher } from './testing/agent-cipher';
import { codeOf } from './testing/code-of';

const encrypted = vectors.flatMap(({ name, fields, encryption }) =>
  encryption === undefined ? [] : [{ name, payload: Buffer.from(fields.payloadBase64, 'base64'), encryption }],
);
const dataKey = Buffer.from(Array.from({ length: 64 }, (_, at) => at));

function aCipher(nonceStart: Uint8Array = Buffer.alloc(12, 7)): SessionCipher {
  return new SessionCipher(dataKey, nonceStart);
}

describe('captured payloads', () => {
  it('are six, of both directions', () => {
    expect(encrypted.map(({ encryption }) => encryption.direction)).toEqual([
      'client->agent',
      'client->agent',
      'client->agent',
      'agent->client',
      'agent->client',
      'agent->client',
    ]);
  });

  it.each(encrypted)('$name', ({ payload, encryption }) => {
    const key = Buffer.from(encryption.dataKeyHex, 'hex');
    const plain = Buffer.from(encryption.plaintextBase64, 'base64');
    const nonce = Buffer.from(encryption.nonceHex, 'hex');
    if (encryption.direction === 'client->agent') {
      expect(Buffer.from(new SessionCipher(key, nonce).seal(plain))).toEqual(payload);
    } else {
      expect(Buffer.from(new SessionCipher(key, nonce).open(payload))).toEqual(plain);
    }
  });
});

describe('a cipher', () => {
  it('uses a nonce once, counting as the agent does', () => {
    const cipher = aCipher(Buffer.from('ffffffff00000000ffffffff', 'hex'));
    const nonces = Array.from({ length: 3 }, () =>
      Buffer.from(cipher.seal(Buffer.of(1)).subarray(0, 12)).toString('hex'),
    );
    expect(nonces).toEqual(['ffffffff00000000ffffffff', '0000000001000000ffffffff', '0100000001000000ffffffff']);
    const last = aCipher(Buffer.alloc(12, 0xff));
    last.seal(Buffer.of(1));
    expect(Buffer.from(last.seal(Buffer.of(1)).subarray(0, 12))).toEqual(Buffer.alloc(12));
  });

  it('understands the agent and is understood by it', () => {
    const agent = agentCipher(dataKey);
    const cipher = aCipher();
    for (const length of [0, 1, 15, 16, 17, 1024]) {
      const plain = randomBytes(length);
      expect(agent.open(cipher.seal(plain))).toEqual(plain);
      expect(Buffer.from(cipher.open(agent.seal(plain)))).toEqual(plain);
    }
  });

  it('refuses every change of a single byte, a short payload and its own direction', () => {
    const cipher = aCipher();
    const sealed = agentCipher(dataKey).seal(Buffer.from('secret'));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(codeOf(() => cipher.open(changed))).toBe('DECRYPTION_FAILED');
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(codeOf(() => cipher.open(sealed.subarray(0, length)))).toBe('DECRYPTION_FAILED');
    }
    expect(codeOf(() => cipher.open(cipher.seal(Buffer.from('echo'))))).toBe('DECRYPTION_FAILED');
    expect(Buffer.from(cipher.open(sealed)).toString()).toBe('secret');
  });

  it('keeps its own copy of the key until it is wiped, and then does nothing under a key of zeros', () => {
    const given = Buffer.from(dataKey);
    const cipher = new SessionCipher(given, Buffer.alloc(12));
    given.fill(0);
    const sealed = agentCipher(dataKey).seal(Buffer.from('x'));
    expect(Buffer.from(cipher.open(sealed)).toString()).toBe('x');
    cipher.wipe();
    expect(codeOf(() => cipher.seal(Buffer.from('x')))).toBe('BAD_ARGUMENT');
    expect(codeOf(() => cipher.open(sealed))).toBe('BAD_ARGUMENT');
  });

  it.each([
    [63, 12],
    [65, 12],
    [0, 12],
    [64, 11],
    [64, 16],
  ])('is not made from %i bytes of key and %i of nonce', (key, nonce) => {
    expect(codeOf(() => new SessionCipher(Buffer.alloc(key), Buffer.alloc(nonce)))).toBe('BAD_ARGUMENT');
  });
});
