import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openAwsClients } from '../clients';
import { decryptDataKey } from './decrypt-data-key';
import { generateDataKey } from './generate-data-key';

/** What the service was asked, and what it is to answer with instead of a key. */
let calls: { target: string; scope: string; body: Record<string, unknown> }[] = [];
let instead: { status: number; body: object } | null = null;

const master = randomBytes(32);
const keyId = 'arn:aws:kms:eu-west-1:441022079313:key/6b1f2c3d-0000-4000-8000-000000000001';
const encryptionContext = {
  'aws:ssm:SessionId': 'ecs-execute-command-0a1b2c3d4e5f60718',
  'aws:ssm:TargetId': 'ecs:postern_0123456789abcdef0123456789abcdef_0123456789abcdef0123456789abcdef-1',
  'aws:ssm:RandomChallenge': Buffer.alloc(16, 7).toString('base64'),
};

const bound = (context: unknown) => Buffer.from(JSON.stringify(context));

function wrap(plain: Buffer, context: unknown): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(bound(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(blob: Buffer, context: unknown): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', master, blob.subarray(0, 12)).setAAD(bound(context));
  cipher.setAuthTag(blob.subarray(-16));
  return Buffer.concat([cipher.update(blob.subarray(12, -16)), cipher.final()]);
}

function answer(target: string, body: Record<string, unknown>): { status: number; body: object } {
  if (instead) return instead;
  if (target === 'TrentService.GenerateDataKey') {
    const plain = randomBytes(Number(body.NumberOfBytes));
    const blob = wrap(plain, body.EncryptionContext);
    return {
      status: 200,
      body: { KeyId: keyId, Plaintext: plain.toString('base64'), CiphertextBlob: blob.toString('base64') },
    };
  }
  try {
    const plain = unwrap(Buffer.from(String(body.CiphertextBlob), 'base64'), body.EncryptionContext);
    return { status: 200, body: { KeyId: keyId, Plaintext: plain.toString('base64') } };
  } catch {
    return { status: 400, body: { __type: 'InvalidCiphertextException' } };
  }
}

let server: Server;
const clients = openAwsClients();
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    const target = String(request.headers['x-amz-target']);
    const scope = /Credential=[^/]+\/\d+\/([^,]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    calls.push({ target, scope, body });
    const given = answer(target, body);
    response.writeHead(given.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(given.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
beforeEach(() => {
  calls = [];
  instead = null;
});
afterAll(() => {
  clients.close();
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

const kms = () => clients.kms('eu-west-1');

test('asks for 64 bytes in exactly the given context, in the region of the session', async () => {
  const key = await generateDataKey(kms(), { keyId, encryptionContext });
  expect([key.plaintext.length, key.ciphertext.length]).toEqual([64, 64 + 28]);
  expect(calls).toEqual([
    {
      target: 'TrentService.GenerateDataKey',
      scope: 'eu-west-1/kms/aws4_request',
      body: { KeyId: keyId, NumberOfBytes: 64, EncryptionContext: encryptionContext },
    },
  ]);
});

test('has the same key decrypted for whoever carries on, in the same context only', async () => {
  const key = await generateDataKey(kms(), { keyId, encryptionContext });
  const wrapped = { keyId, encryptionContext, ciphertext: key.ciphertext };
  expect(Buffer.from(await decryptDataKey(kms(), wrapped))).toEqual(Buffer.from(key.plaintext));
  expect(calls[1]?.body).toEqual({
    KeyId: keyId,
    CiphertextBlob: Buffer.from(key.ciphertext).toString('base64'),
    EncryptionContext: encryptionContext,
  });
  const elsewhere = { ...wrapped, encryptionContext: { ...encryptionContext, 'aws:ssm:TargetId': 'mi-0' } };
  await expect(decryptDataKey(kms(), elsewhere)).rejects.toMatchObject({ code: 'InvalidCiphertextException' });
});

test('says in the service’s words why there is no key', async () => {
  const message = 'User: arn:aws:iam::441022079313:user/x is not authorized to perform: kms:GenerateDataKey';
  instead = { status: 400, body: { __type: 'AccessDeniedException', message } };
  await expect(generateDataKey(kms(), { keyId, encryptionContext })).rejects.toMatchObject({
    kind: 'denied',
    code: 'AccessDeniedException',
    message,
  });
});

test.each([
  ['a key of another length', { Plaintext: Buffer.alloc(32, 0x5a).toString('base64'), CiphertextBlob: 'AAAA' }],
  ['no ciphertext', { Plaintext: Buffer.alloc(64, 0x5a).toString('base64') }],
  ['nothing', {}],
])('refuses an answer with %s, without a byte of the key in the error', async (_, body) => {
  instead = { status: 200, body };
  const refused = await generateDataKey(kms(), { keyId, encryptionContext }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'unknown', code: 'UnexpectedAnswer' });
  expect(JSON.stringify(refused) + String(refused)).not.toMatch(/Wlpa|90,90|5a5a/);
});
