import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerHandshake,
  decodeHandshakeComplete,
  decodeHandshakeRequest,
  decodeHandshakeResponse,
  encodeHandshakeComplete,
  encodeHandshakeRequest,
  encodeHandshakeResponse,
} from './handshake';
import type { JsonObject } from './json-payload';
import vectors from './testdata/ssm-vectors.json';
import { WireError } from './wire-error';

const VERSION = '1.2.677.0';

function captured(name: string): string {
  return vectors.find((vector) => vector.name === name)?.fields.payloadUtf8 ?? '';
}

function answer(...actions: [actionType: string, parameters: JsonObject][]) {
  const request = {
    agentVersion: '3.3.1142.0',
    actions: actions.map(([actionType, parameters]) => ({ actionType, parameters })),
  };
  const given = answerHandshake(request, VERSION);
  return { ...given, text: Buffer.from(encodeHandshakeResponse(given.response)).toString() };
}

describe('captured handshakes', () => {
  it('are answered as the reference client answered', () => {
    const request = decodeHandshakeRequest(Buffer.from(captured('output-handshake-request')));
    const { response, sessionType, failure } = answerHandshake(request, VERSION);
    expect(Buffer.from(encodeHandshakeResponse(response)).toString()).toBe(captured('input-handshake-response'));
    expect([sessionType, failure]).toEqual(['Port', null]);
  });

  it('are read and written without a change', () => {
    const request = Buffer.from(captured('output-handshake-request'));
    const response = Buffer.from(captured('input-handshake-response'));
    const complete = Buffer.from(captured('output-handshake-complete'));
    expect(encodeHandshakeRequest(decodeHandshakeRequest(request))).toEqual(request);
    expect(encodeHandshakeResponse(decodeHandshakeResponse(response))).toEqual(response);
    expect(encodeHandshakeComplete(decodeHandshakeComplete(complete))).toEqual(complete);
    expect(decodeHandshakeComplete(complete)).toEqual({
      timeToCompleteNs: 123_456_789,
      customerMessage: 'This session is encrypted using AWS KMS.',
    });
  });
});

describe('answerHandshake', () => {
  it.each(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port'])(
    'agrees to %s',
    (sessionType) => {
      const given = answer(['SessionType', { SessionType: sessionType, Properties: null }]);
      expect(given).toMatchObject({ sessionType, failure: null, encryption: null });
      expect(given.text).toBe(captured('input-handshake-response'));
    },
  );

  it('fails a session type it does not know', () => {
    const given = answer(['SessionType', { SessionType: 'Telepathy' }]);
    expect(given.failure?.code).toBe('HANDSHAKE_FAILED');
    expect(given.text).toBe(
      `{"ClientVersion":"${VERSION}","ProcessedClientActions":[{"ActionType":"SessionType","ActionStatus":2,"ActionResult":null,` +
        '"Error":"Failed to process action SessionType: Unknown session type Telepathy"}],"Errors":["Unknown session type Telepathy"]}',
    );
  });

  it('keeps the status unset and the number in the result for an action it does not know', () => {
    const given = answer(['SessionType', { SessionType: 'Standard_Stream' }], ['Dance', {}]);
    expect(given.failure?.code).toBe('HANDSHAKE_FAILED');
    expect(given.response.actions[1]).toEqual({
      actionType: 'Dance',
      status: 0,
      result: 3,
      error: 'Unsupported action Dance',
    });
    expect(given.response.errors).toEqual(['Unsupported action Dance']);
  });

  it('refuses encryption and says with which key it was asked for', () => {
    const given = answer(
      ['SessionType', { SessionType: 'Standard_Stream' }],
      ['KMSEncryption', { KMSKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1', Challenge: 'AAAA' }],
    );
    expect(given.encryption).toEqual({ keyId: 'arn:aws:kms:eu-west-1:111122223333:key/1', challenge: 'AAAA' });
    expect(given.response.actions.map((action) => action.status)).toEqual([1, 2]);
    expect(given.failure?.code).toBe('HANDSHAKE_FAILED');
  });

  it('hands over the encrypted key, and says that it heeded a challenge only where there was one', () => {
    const request = (parameters: JsonObject) => ({
      agentVersion: '3.3.1142.0',
      actions: [
        { actionType: 'SessionType', parameters: { SessionType: 'Standard_Stream' } },
        { actionType: 'KMSEncryption', parameters },
      ],
    });
    const answerTo = (parameters: JsonObject) => {
      const { response, failure } = answerHandshake(request(parameters), VERSION, { ciphertext: Buffer.from('key') });
      expect(failure).toBeNull();
      return Buffer.from(encodeHandshakeResponse(response)).toString();
    };
    const before =
      `{"ClientVersion":"${VERSION}","ProcessedClientActions":[{"ActionType":"SessionType","ActionStatus":1,"ActionResult":null,"Error":""},` +
      '{"ActionType":"KMSEncryption","ActionStatus":1,"ActionResult":{"KMSCipherTextKey":"a2V5","KMSCipherTextHash":null';
    const after = '},"Error":""}],"Errors":null}';
    expect(answerTo({ KMSKeyId: 'key-1' })).toBe(before + after);
    expect(answerTo({ KMSKeyId: 'key-1', Challenge: 'AAAA' })).toBe(
      `${before},"ChallengeAcknowledgement":true${after}`,
    );
  });

  it.each<[string, JsonObject[]]>([
    ['no key', [{}]],
    ['a key that is no text', [{ KMSKeyId: 5 }]],
    ['a key without end', [{ KMSKeyId: 'x'.repeat(2049) }]],
    ['a challenge without end', [{ KMSKeyId: 'key-1', Challenge: 'x'.repeat(2049) }]],
    ['two keys', [{ KMSKeyId: 'key-1' }, { KMSKeyId: 'key-2' }]],
  ])('refuses encryption with %s', (_, demands) => {
    const actions = demands.map((parameters) => ({ actionType: 'KMSEncryption', parameters }));
    expect(() => answerHandshake({ agentVersion: '', actions }, VERSION)).toThrow(
      expect.objectContaining({ code: 'BAD_PAYLOAD' }),
    );
  });

  it('fails when no session type is named', () => {
    expect(answer()).toMatchObject({ sessionType: null, failure: { code: 'HANDSHAKE_FAILED' } });
  });
});

describe('decodeHandshakeRequest', () => {
  it('reads keys in any case and tolerates lists and parameters that are null', () => {
    const text = '{"agentversion":"1.0.0.0","requestedClientActions":[{"actionType":"X","actionParameters":null}]}';
    expect(decodeHandshakeRequest(Buffer.from(text))).toEqual({
      agentVersion: '1.0.0.0',
      actions: [{ actionType: 'X', parameters: {} }],
    });
    expect(decodeHandshakeRequest(Buffer.from('{"RequestedClientActions":null}')).actions).toEqual([]);
  });

  it.each([
    ['not JSON', 'x'],
    ['a list', '[]'],
    ['actions that are no list', '{"RequestedClientActions":{}}'],
    ['actions that are no objects', '{"RequestedClientActions":[1]}'],
    ['parameters that are no object', '{"RequestedClientActions":[{"ActionParameters":[]}]}'],
    ['too many actions', `{"RequestedClientActions":[${'{},'.repeat(16)}{}]}`],
    ['too many bytes', `{"AgentVersion":"${'1'.repeat(32 * 1024)}"}`],
    ['nesting without end', '{"a":'.repeat(6000)],
  ])('refuses %s', (_, text) => {
    expect(() => decodeHandshakeRequest(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });

  it.each([
    ['that are no text', '{"Errors":[{"toString":1,"valueOf":1}]}'],
    ['nested without end', `{"Errors":[${'['.repeat(8000)}${']'.repeat(8000)}]}`],
    ['that are no list', '{"Errors":{"length":1}}'],
  ])('refuses an answer with errors %s', (_, text) => {
    expect(() => decodeHandshakeResponse(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });

  it('answers any JSON with a handshake or a WireError', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const read of [decodeHandshakeRequest, decodeHandshakeResponse, decodeHandshakeComplete]) {
          try {
            read(Buffer.from(text));
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        }
      }),
    );
  });
});
