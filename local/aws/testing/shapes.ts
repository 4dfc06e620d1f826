import { Readable } from 'node:stream';
import { isObject } from '../wire/input';

/** The part of a client's middleware stack that is used here; the SDK's own type has an overload for each of its five steps. */
interface Stack {
  add(middleware: (next: Handler) => Handler, options: { step: 'deserialize'; priority: 'high' | 'low' }): void;
}
interface Exchange {
  response: unknown;
  output?: unknown;
}
type Handler = (args: { input: unknown; request: unknown }) => Promise<Exchange>;

/**
 * Lets a client refuse each answer that has a member the SDK's own model does not know or reads as something else: such a member is
 * missing from what the SDK makes of the answer, and whoever reads it elsewhere would miss it in a live account.
 */
export function checkShapes(client: { middlewareStack: unknown }): void {
  const stack = client.middlewareStack as Stack;
  const sent = new WeakMap<object, string>();
  stack.add(
    (next) => async (args) => {
      const exchange = await next(args);
      const { response } = exchange;
      if (!isObject(response)) return exchange;
      const text = await textOf(response.body);
      response.body = Readable.from([Buffer.from(text)]);
      sent.set(response, text);
      return exchange;
    },
    { step: 'deserialize', priority: 'low' },
  );
  stack.add(
    (next) => async (args) => {
      const exchange = await next(args);
      const text = isObject(exchange.response) ? sent.get(exchange.response) : undefined;
      if (text) compareShapes(JSON.parse(text), exchange.output, 'the answer');
      return exchange;
    },
    { step: 'deserialize', priority: 'high' },
  );
}

/** Throws, naming the member, where an answer says what was not read from it in the same shape. */
export function compareShapes(sent: unknown, read: unknown, path: string): void {
  if (Array.isArray(sent) && Array.isArray(read) && sent.length === read.length) {
    for (const [index, item] of sent.entries()) compareShapes(item, read[index], `${path}[${index}]`);
  } else if (isObject(sent) && isObject(read)) {
    for (const [name, member] of Object.entries(sent)) compareShapes(member, read[name], `${path}.${name}`);
  } else if (!isSame(sent, read)) {
    throw new Error(`${path} says ${JSON.stringify(sent)}, which the SDK reads as ${read}`);
  }
}

function isSame(sent: unknown, read: unknown): boolean {
  if (typeof sent === 'number' && read instanceof Date) return read.getTime() === Math.round(sent * 1_000);
  if (typeof sent === 'string' && read instanceof Uint8Array) return Buffer.from(read).toString('base64') === sent;
  return typeof sent !== 'object' && sent === read;
}

async function textOf(body: unknown): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
