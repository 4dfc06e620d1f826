import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerCreateChannel, isCreateChannel } from './message-gateway/create-channel';
import { type Answer, answerServiceCall } from './services';
import { answerSteering, isSteering } from './steering';
import type { Worlds } from './worlds';

const maxBodyBytes = 1024 * 1024;

/** Answers one HTTP request, whichever part of this AWS it is for. */
export async function answer(worlds: Worlds, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  if (isSteering(request)) {
    write(response, answerSteering(worlds, request, body));
  } else if (request.method === 'POST' && isCreateChannel(request)) {
    write(response, await answerCreateChannel(worlds, request, body));
  } else if (request.method === 'POST') {
    const answered = await answerServiceCall(worlds, request, body);
    if (answered) write(response, answered);
    else response.destroy();
  } else {
    write(response, { status: 404, headers: {}, body: '' });
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}

/** The whole body, or undefined when it is longer than any request of these services. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBodyBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
