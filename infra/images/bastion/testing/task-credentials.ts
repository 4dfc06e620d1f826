import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the address answers: with the credentials, with a refusal, never, or with what would be another setting for curl. */
type Manner = 'gives' | 'refuses' | 'is silent' | 'lies';

/** The place where ECS keeps a task's credentials, on an address of its own; `asked` is who came, one line each. */
export async function openTaskCredentials(held: {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}) {
  const asked: string[] = [];
  let manner: Manner = 'gives';
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'nobody'}`);
    if (manner === 'is silent') return;
    if (manner === 'lies') {
      response.end('{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"x\nurl = http://127.0.0.1/"}');
      return;
    }
    const refused = manner === 'refuses' || request.url !== PATH;
    response.writeHead(refused ? 403 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        refused
          ? { code: 'NoIdInRequest', message: 'CredentialsV2Request: no credential id in the request' }
          : {
              RoleArn: 'arn:aws:iam::123456789012:role/postern-bastion-node-task',
              AccessKeyId: held.accessKeyId,
              SecretAccessKey: held.secretAccessKey,
              Token: held.sessionToken,
              Expiration: '2099-01-01T00:00:00Z',
            },
      ),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    origin,
    path: PATH,
    url: `${origin}${PATH}`,
    will(next: Manner) {
      manner = next;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** As ECS makes them: whoever does not know the id is given nothing. */
const PATH = '/v2/credentials/5f0b2d5e-6f0c-4f2f-9a43-6f0c7d1b9e21';
