import { describe, expect, it } from 'vitest';
import { decodeEncryptionChallenge, decodeHandshakeResponse, PayloadType } from './index';
import {
  aChannel,
  acknowledgedBy,
  completeFromAgent,
  eventsOf,
  framesOf,
  fromAgent,
  receiptFor,
  requestFromAgent,
  sentBy,
  sessionTypeAction,
  T0,
} from './testing/channel-stage';
import {
  agent,
  aKey,
  anAskedChannel,
  anEncryptedChannel,
  CIPHERTEXT,
  challenge,
  DATA_KEY,
  encryption,
  KEY_ID,
  kms,
  SECRET,
  shell,
} from './testing/encryption-stage';

describe('a handshake that demands encryption', () => {
  it('asks for a data key in the context of session and target, and answers when it has one', () => {
    const channel = aChannel({ encryption });
    channel.open('token', T0);
    channel.write(Buffer.from('typed early'), T0);
    const asked = channel.receive(requestFromAgent(0, shell, kms()), T0);
    expect(asked.events.at(-1)).toEqual({
      type: 'dataKeyWanted',
      keyId: KEY_ID,
      encryptionContext: { 'aws:ssm:SessionId': encryption.sessionId, 'aws:ssm:TargetId': encryption.targetId },
    });
    expect(asked.send).toEqual([]);
    expect([channel.isEncrypted, channel.started]).toEqual([false, false]);

    const answered = channel.takeDataKey(aKey(), T0);
    const response = decodeHandshakeResponse(framesOf(answered)[0]?.payload ?? new Uint8Array());
    expect(response).toMatchObject({
      errors: [],
      actions: [
        { actionType: 'SessionType', status: 1, result: null, error: '' },
        {
          actionType: 'KMSEncryption',
          status: 1,
          result: { KMSCipherTextKey: CIPHERTEXT.toString('base64'), KMSCipherTextHash: null },
          error: '',
        },
      ],
    });
    expect(channel.isEncrypted).toBe(true);

    const proved = channel.receive(challenge(1), T0);
    const [answer] = framesOf(proved);
    expect(answer).toMatchObject({ sequenceNumber: 1n, payloadType: PayloadType.encryptionChallengeResponse });
    expect(agent.open(decodeEncryptionChallenge(answer?.payload ?? new Uint8Array()))).toEqual(SECRET);

    const started = channel.receive(completeFromAgent(2, 'This session is encrypted using AWS KMS.'), T0);
    expect(eventsOf(started)).toEqual([
      'advanced 1',
      'advanced 2',
      'message This session is encrypted using AWS KMS.',
      'started Standard_Stream',
    ]);
    const [input] = framesOf(started);
    expect(agent.open(input?.payload ?? new Uint8Array()).toString()).toBe('typed early');
  });

  it('puts a newer agent’s challenge into the context and says so', () => {
    const channel = aChannel({ encryption });
    channel.open('token', T0);
    const random = Buffer.alloc(16, 5).toString('base64');
    const { events } = channel.receive(requestFromAgent(0, shell, kms(random)), T0);
    expect(events.at(-1)).toMatchObject({
      encryptionContext: {
        'aws:ssm:SessionId': encryption.sessionId,
        'aws:ssm:TargetId': encryption.targetId,
        'aws:ssm:RandomChallenge': random,
      },
    });
    const [frame] = framesOf(channel.takeDataKey(aKey(), T0));
    expect(decodeHandshakeResponse(frame?.payload ?? new Uint8Array()).actions[1]?.result).toMatchObject({
      ChallengeAcknowledgement: true,
    });
  });

  it('goes on when the line was lost while the key was fetched', () => {
    const channel = anAskedChannel();
    channel.disconnected();
    expect(channel.takeDataKey(aKey(), T0).send).toEqual([]);
    expect(sentBy(channel.open('token-2', T0)).map(([sequence, type]) => [sequence, type])).toEqual([
      [0n, PayloadType.handshakeResponse],
    ]);
    expect(eventsOf(channel.receive(challenge(1), T0))).toEqual(['advanced 0']);
  });

  it('is told as heard only when the agent has the answer, so that a successor hears it again', () => {
    const channel = anAskedChannel();
    channel.takeDataKey(aKey(), T0);
    expect(channel.nextIncoming).toBe(0n);
    expect(eventsOf(channel.receive(receiptFor(0), T0))).toEqual(['advanced 0']);
    expect(channel.receive(challenge(1), T0).events).toEqual([]);
    expect(eventsOf(channel.receive(receiptFor(1), T0))).toEqual(['advanced 1']);
  });

  it('is not told as heard by a late receipt for the answer before', () => {
    const channel = anAskedChannel();
    channel.takeDataKey(aKey(), T0);
    expect(eventsOf(channel.receive(challenge(1), T0))).toEqual(['advanced 0']);
    expect(channel.receive(receiptFor(0), T0).events).toEqual([]);
    expect(eventsOf(channel.receive(receiptFor(1), T0))).toEqual(['advanced 1']);
  });

  it('is finished by a successor that has the key too, with the same key, unless the agent goes on by itself', () => {
    const successor = () => {
      const key = { dataKey: Uint8Array.from(DATA_KEY), wrappedKey: CIPHERTEXT };
      const channel = aChannel({
        encryption,
        resume: { nextIncoming: 0n, nextOutgoing: 0n, fillFrom: 0n, hasShown: false, ...key },
      });
      channel.open('token', T0);
      channel.write(Buffer.from('early'), T0);
      expect(channel.receive(requestFromAgent(0, shell, kms()), T0).send).toEqual([]);
      return channel;
    };
    const waiting = successor();
    const [response] = framesOf(waiting.tick(T0 + 3_000));
    expect(decodeHandshakeResponse(response?.payload ?? new Uint8Array()).actions[1]?.result).toMatchObject({
      KMSCipherTextKey: CIPHERTEXT.toString('base64'),
    });
    expect(waiting.receive(challenge(1), T0 + 3_000).send).toEqual([]);
    const [answer] = framesOf(waiting.tick(T0 + 6_000)).filter((frame) => frame.sequenceNumber === 1n);
    expect(agent.open(decodeEncryptionChallenge(answer?.payload ?? new Uint8Array()))).toEqual(SECRET);

    const gone = successor();
    gone.receive(challenge(1), T0);
    const started = gone.receive(completeFromAgent(2), T0);
    expect(sentBy(started).map(([, type]) => type)).toEqual([PayloadType.output]);
    expect(gone.tick(T0 + 3_000).send).toEqual(started.send);
  });

  it('that a predecessor has brought to its end lets a successor type before anything is shown', () => {
    const key = { dataKey: Uint8Array.from(DATA_KEY), wrappedKey: CIPHERTEXT };
    const typed = (nextIncoming: bigint) => {
      const resume = { nextIncoming, nextOutgoing: 2n, fillFrom: 2n, hasShown: false, ...key };
      const channel = aChannel({ encryption, resume });
      channel.open('token', T0);
      return sentBy(channel.write(Buffer.from('ls'), T0)).length;
    };
    expect([1n, 2n, 3n].map(typed)).toEqual([0, 0, 1]);
  });

  it('that asks a successor with a key for no encryption any more is refused', () => {
    const key = { dataKey: Uint8Array.from(DATA_KEY), wrappedKey: CIPHERTEXT };
    const channel = aChannel({
      encryption,
      resume: { nextIncoming: 0n, nextOutgoing: 0n, fillFrom: 0n, hasShown: false, ...key },
    });
    channel.open('token', T0);
    expect(eventsOf(channel.receive(requestFromAgent(0, shell), T0))).toEqual(['refused NOT_ENCRYPTED']);
  });

  it('asks for no key when something else has failed already', () => {
    const channel = aChannel({ encryption });
    channel.open('token', T0);
    const effects = channel.receive(requestFromAgent(0, sessionTypeAction('Telepathy'), kms()), T0);
    expect(eventsOf(effects)).toEqual(['advanced 0', 'refused HANDSHAKE_FAILED']);
    expect(sentBy(effects)).toHaveLength(1);
  });

  it('is answered with a failure, and ends the session, where there is no way to a key', () => {
    const channel = aChannel();
    channel.open('token', T0);
    const effects = channel.receive(requestFromAgent(0, shell, kms()), T0);
    expect(eventsOf(effects)).toEqual(['advanced 0', 'refused HANDSHAKE_FAILED']);
    const response = decodeHandshakeResponse(framesOf(effects)[0]?.payload ?? new Uint8Array());
    expect(response.actions.map((action) => [action.actionType, action.status])).toEqual([
      ['SessionType', 1],
      ['KMSEncryption', 2],
    ]);
  });

  it('ends with the reason in plain words when KMS refuses', () => {
    const channel = anAskedChannel();
    const effects = channel.refuseDataKey('AccessDeniedException: not yours', T0);
    expect(framesOf(effects).map(({ payload }) => decodeHandshakeResponse(payload))).toMatchObject([
      {
        actions: [
          { status: 1 },
          {
            status: 2,
            error:
              'Failed to process action KMSEncryption: Error calling KMS GenerateDataKey API: AccessDeniedException: not yours',
          },
        ],
        errors: ['Error calling KMS GenerateDataKey API: AccessDeniedException: not yours'],
      },
    ]);
    expect(effects.events).toMatchObject([
      {
        type: 'refused',
        error: {
          code: 'HANDSHAKE_FAILED',
          message: 'Error calling KMS GenerateDataKey API: AccessDeniedException: not yours',
        },
      },
    ]);
    expect(channel.receive(completeFromAgent(1), T0)).toEqual({ send: [], events: [] });
  });
});

describe('an encrypted session', () => {
  it('decrypts output, standard error and the exit code, and nothing else', () => {
    const channel = anEncryptedChannel();
    const sealed = (sequence: number, value: string, type?: number) =>
      fromAgent(sequence, agent.seal(Buffer.from(value)), type);
    expect(eventsOf(channel.receive(sealed(3, '$ '), T0))).toEqual(['out 3 $ ']);
    expect(eventsOf(channel.receive(sealed(4, 'oops', PayloadType.standardError), T0))).toEqual(['err 4 oops']);
    expect(eventsOf(channel.receive(sealed(5, 'EXIT_CODE: 7', PayloadType.exitCode), T0))).toEqual(['exitCode 5 7']);
    expect(eventsOf(channel.receive(fromAgent(6, '\0\0\0\x03', PayloadType.flag), T0))).toEqual(['flag 6 3']);
    expect(acknowledgedBy(channel.committed(6n, T0))).toEqual([0n, 1n, 2n, 3n, 4n, 5n, 6n]);
  });

  it('encrypts input, and neither sizes nor flags', () => {
    const channel = anEncryptedChannel();
    for (const sequence of [0, 1]) channel.receive(receiptFor(sequence), T0);
    const [size] = sentBy(channel.resize(80, 24, T0));
    expect(size).toEqual([2n, PayloadType.size, '{"cols":80,"rows":24}']);
    const frames = framesOf(channel.write(Buffer.alloc(1500, 0x61), T0));
    expect(frames.map(({ payload }) => payload.length)).toEqual([1052, 504]);
    expect(Buffer.concat(frames.map(({ payload }) => agent.open(payload)))).toEqual(Buffer.alloc(1500, 0x61));
    expect(agent.open(framesOf(channel.write(Buffer.from('\n'), T0))[0]?.payload ?? Buffer.of()).toString()).toBe('\r');
    expect(sentBy(channel.sendFlag(2, T0)).at(-1)).toEqual([6n, PayloadType.flag, '\0\0\0\x02']);
  });

  it('counts input in clear bytes, and repeats a message byte for byte', () => {
    const channel = anEncryptedChannel();
    for (const sequence of [0, 1]) channel.receive(receiptFor(sequence), T0);
    const [first] = channel.write(Buffer.from('ls'), T0).send;
    channel.disconnected();
    expect(channel.open('token-2', T0 + 50).send.slice(1)).toEqual([first]);
    expect(eventsOf(channel.receive(receiptFor(2), T0 + 60))).toEqual(['inputAccepted 2']);
  });

  it('goes on in a new process that has the data key, and asks for no handshake', () => {
    const dataKey = Uint8Array.from(DATA_KEY);
    const channel = aChannel({ encryption, resume: { nextIncoming: 3n, nextOutgoing: 2n, fillFrom: 2n, dataKey } });
    channel.open('token', T0);
    expect(channel.isEncrypted).toBe(true);
    expect(eventsOf(channel.receive(fromAgent(3, agent.seal(Buffer.from('$ '))), T0))).toEqual(['out 3 $ ']);
    const [input] = framesOf(channel.write(Buffer.from('ls'), T0));
    expect(agent.open(input?.payload ?? Buffer.of()).toString()).toBe('ls');
  });

  it('does not answer again what a predecessor answered and could not acknowledge', () => {
    const dataKey = Uint8Array.from(DATA_KEY);
    const channel = aChannel({ encryption, resume: { nextIncoming: 0n, nextOutgoing: 2n, fillFrom: 2n, dataKey } });
    channel.open('token', T0);
    for (const message of [requestFromAgent(0, shell, kms()), challenge(1), completeFromAgent(2)]) {
      expect(channel.receive(message, T0)).toMatchObject({ send: [], events: [{ type: 'advanced' }] });
    }
    expect(eventsOf(channel.receive(fromAgent(3, agent.seal(Buffer.from('$ '))), T0))).toEqual(['out 3 $ ']);
  });

  it.each([{ nextIncoming: 0n }, { nextIncoming: 0n, hasShown: false }])(
    'is not taken for one in clear by a new process that has seen nothing of it yet: %o',
    (known) => {
      const channel = aChannel({ resume: { nextOutgoing: 1n, fillFrom: 0n, ...known } });
      const opened = channel.open('token', T0);
      const typed = channel.write(Buffer.from('a-password'), T0);
      expect([...sentBy(opened), ...sentBy(typed)]).toEqual([[0n, PayloadType.size, '{"cols":80,"rows":24}']]);
      const asked = channel.receive(requestFromAgent(0, shell, kms()), T0);
      expect(eventsOf(asked).at(-1)).toBe('refused HANDSHAKE_FAILED');
      expect(sentBy(asked).some(([, , payload]) => payload.includes('a-password'))).toBe(false);
    },
  );

  it('of which only the handshake was heard lets no input through before it has shown something', () => {
    const channel = aChannel({ resume: { nextIncoming: 1n, nextOutgoing: 1n, fillFrom: 1n, hasShown: false } });
    channel.open('token', T0);
    expect(channel.write(Buffer.from('a-password'), T0).send).toEqual([]);
    expect(eventsOf(channel.receive(fromAgent(1, '$ '), T0))).toEqual(['started Standard_Stream', 'out 1 $ ']);
  });

  it('that was never to be encrypted begins with the end of a handshake that a predecessor answered', () => {
    const channel = aChannel({ resume: { nextIncoming: 1n, nextOutgoing: 1n, fillFrom: 1n, hasShown: false } });
    channel.open('token', T0);
    channel.write(Buffer.from('ls'), T0);
    const effects = channel.receive(completeFromAgent(1), T0);
    expect(eventsOf(effects)).toEqual(['advanced 1', 'started Standard_Stream']);
    expect(sentBy(effects).map(([, , payload]) => payload)).toEqual(['ls']);
  });

  it('overwrites the key it was given, and uses none after its end', () => {
    const key = aKey();
    const channel = anAskedChannel();
    channel.takeDataKey(key, T0);
    expect(key.plaintext).toEqual(new Uint8Array(64));
    channel.end();
    const late = aKey();
    expect(channel.takeDataKey(late, T0)).toEqual({ send: [], events: [] });
    expect(late.plaintext).toEqual(new Uint8Array(64));
    expect(channel.write(Buffer.from('x'), T0)).toEqual({ send: [], events: [] });
  });
});
