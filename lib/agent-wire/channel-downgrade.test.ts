import { describe, expect, it } from 'vitest';
import { type AgentChannel, PayloadType } from './index';
import { agentCipher } from './testing/agent-cipher';
import { aChannel, completeFromAgent, eventsOf, fromAgent, requestFromAgent, T0 } from './testing/channel-stage';
import {
  aKey,
  anAskedChannel,
  anEncryptedChannel,
  challenge,
  encryption,
  kms,
  SECRET,
  shell,
} from './testing/encryption-stage';

describe('no way back to plain text:', () => {
  it.each<[string, string, () => AgentChannel, Uint8Array]>([
    ['output before the key', 'NOT_ENCRYPTED', anAskedChannel, fromAgent(1, '$ ')],
    ['an error before the key', 'NOT_ENCRYPTED', anAskedChannel, fromAgent(1, 'x', PayloadType.standardError)],
    ['the start before the key', 'NOT_ENCRYPTED', anAskedChannel, completeFromAgent(1)],
    ['a challenge before the key', 'UNEXPECTED_MESSAGE', anAskedChannel, challenge(1)],
    [
      'output in clear',
      'DECRYPTION_FAILED',
      anEncryptedChannel,
      fromAgent(3, 'Your password has expired. Enter a new one:'),
    ],
    [
      'an exit code in clear',
      'DECRYPTION_FAILED',
      anEncryptedChannel,
      fromAgent(3, 'EXIT_CODE: 0', PayloadType.exitCode),
    ],
    ['a second handshake', 'UNEXPECTED_MESSAGE', anEncryptedChannel, requestFromAgent(3, shell)],
    ['a second challenge', 'UNEXPECTED_MESSAGE', anEncryptedChannel, challenge(3)],
  ])('%s is refused', (_, code, make, message) => {
    const effects = make().receive(message, T0);
    expect(eventsOf(effects).at(-1)).toBe(`refused ${code}`);
    expect(eventsOf(effects).some((event) => event.startsWith('out') || event.startsWith('err'))).toBe(false);
    expect(effects.send).toEqual([]);
  });

  it('a start without a challenge is refused, because the agent has not shown that it has the key', () => {
    const channel = anAskedChannel();
    channel.takeDataKey(aKey(), T0);
    expect(eventsOf(channel.receive(completeFromAgent(1), T0)).at(-1)).toBe('refused NOT_ENCRYPTED');
  });

  it.each<[string, string, Uint8Array]>([
    ['under another key', 'DECRYPTION_FAILED', challenge(1, agentCipher(Buffer.alloc(64, 9)).seal(SECRET))],
    ['too short', 'DECRYPTION_FAILED', challenge(1, Buffer.alloc(8))],
    ['empty', 'BAD_PAYLOAD', challenge(1, Buffer.alloc(0))],
    ['no base64', 'BAD_PAYLOAD', fromAgent(1, '{"Challenge":"%%%%"}', PayloadType.encryptionChallengeRequest)],
    ['no JSON', 'BAD_PAYLOAD', fromAgent(1, 'x', PayloadType.encryptionChallengeRequest)],
  ])('a challenge that is %s is refused', (_, code, message) => {
    const channel = anAskedChannel();
    channel.takeDataKey(aKey(), T0);
    expect(eventsOf(channel.receive(message, T0)).at(-1)).toBe(`refused ${code}`);
  });

  it.each<[string, Uint8Array]>([
    ['output without a handshake', fromAgent(0, '$ ')],
    ['a handshake without encryption', requestFromAgent(0, shell)],
  ])('a session known to need encryption does not begin with %s', (_, message) => {
    const channel = aChannel({ encryption: { ...encryption, isRequired: true } });
    channel.open('token', T0);
    const effects = channel.receive(message, T0);
    expect(eventsOf(effects).at(-1)).toBe('refused NOT_ENCRYPTED');
    expect(eventsOf(effects)).not.toContain('started Standard_Stream');
  });

  it('a session known to need encryption takes no input in clear, also when a predecessor has shown something of it', () => {
    const resume = { nextIncoming: 1n, nextOutgoing: 1n, fillFrom: 1n };
    const channel = aChannel({ encryption: { ...encryption, isRequired: true }, resume });
    channel.open('token', T0);
    const effects = channel.write(Buffer.from('secret'), T0);
    expect(eventsOf(effects)).toEqual(['refused NOT_ENCRYPTED']);
    expect(effects.send).toEqual([]);
  });

  it('an agent that wants encryption in the middle of a session is sent nothing in clear from there on', () => {
    const resume = { nextIncoming: 1n, nextOutgoing: 1n, fillFrom: 1n };
    const channel = aChannel({ encryption, resume });
    channel.open('token', T0);
    expect(eventsOf(channel.receive(requestFromAgent(1, shell, kms()), T0)).at(-1)).toContain('dataKeyWanted');
    const effects = channel.write(Buffer.from('secret'), T0);
    expect(eventsOf(effects)).toEqual(['refused NOT_ENCRYPTED']);
    expect(effects.send).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['a key nobody asked for', () => anEncryptedChannel().takeDataKey(aKey(), T0)],
    ['a refusal nobody asked for', () => anEncryptedChannel().refuseDataKey('no', T0)],
    ['a key of 32 bytes', () => anAskedChannel().takeDataKey({ ...aKey(), plaintext: new Uint8Array(32) }, T0)],
    ['no ciphertext', () => anAskedChannel().takeDataKey({ ...aKey(), ciphertext: Buffer.of() }, T0)],
  ])('%s is the caller’s mistake', (_, run) => {
    expect(run).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }));
  });
});
