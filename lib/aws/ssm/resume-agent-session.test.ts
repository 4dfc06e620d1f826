import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { resumeAgentSession } from './resume-agent-session';

/** What becomes of a service's answer. */
async function resumedBy(answer: object) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ssm = new SSMClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' },
  });
  try {
    return await resumeAgentSession(ssm, 'ecs-execute-command-1');
  } finally {
    ssm.destroy();
    server.closeAllConnections();
    server.close();
  }
}

test('a token is all that is wanted: the address is the one the session was started with', async () => {
  expect(await resumedBy({ SessionId: 'ecs-execute-command-1', TokenValue: 'new' })).toEqual({ token: 'new' });
  expect(await resumedBy({ TokenValue: 'new', StreamUrl: 'https://elsewhere.test' })).toEqual({ token: 'new' });
});

test.each([{}, { TokenValue: '' }, { TokenValue: null }])('%j means that the session is over', async (answer) => {
  expect(await resumedBy({ SessionId: 'ecs-execute-command-1', ...answer })).toBeNull();
});

test('an answer of another shape is refused, and not repeated', async () => {
  const refused = resumedBy({ TokenValue: { secret: 'secret' } });
  await expect(refused).rejects.toMatchObject({ name: 'CloudError' });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});
