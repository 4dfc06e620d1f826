import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { ReferenceAgent } from '../../agent-wire/testing/reference-agent';
import type { CloudError } from '../../domain/cloud-error';
import type { Environment } from '../../domain/targets/environment';
import type { DataKeyRequest, WrappedDataKey } from '../../domain/terminals/data-key';
import type { AgentSessions, SessionPlace } from '../../use-cases/ports';

const TICK_MS = 20;
export const KEY_ID = 'arn:aws:kms:eu-west-1:441022079313:key/6b1f2c3d-0000-4000-8000-000000000001';

type Session = { agent: ReferenceAgent; socket: WebSocket | null; hasBegun: boolean; target: string; isOpen: boolean };

/** Sessions whose document names a key: agents on a real socket that shake hands, encrypt and echo, and a KMS that binds keys to their context. */
export class EncryptedAgents implements AgentSessions {
  readonly asked: DataKeyRequest[] = [];
  readonly recovered: WrappedDataKey[] = [];
  /** Every byte that clients have sent over their lines. */
  readonly onTheLine: Buffer[] = [];
  /** Every data key, in clear. */
  readonly keys: Buffer[] = [];
  /** What KMS says instead of giving a key. */
  denial: CloudError | null = null;
  /** What KMS waits for before it gives a key. */
  keysAfter: Promise<void> = Promise.resolve();
  /** While true nothing that clients say reaches an agent. */
  isUnreachable = false;
  readonly #master = randomBytes(32);
  readonly #sessions = new Map<string, Session>();
  readonly #server: WebSocketServer;
  readonly #ticking: NodeJS.Timeout;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket, request) => this.#connected(socket, request.url?.slice(1) ?? ''));
    this.#ticking = setInterval(() => {
      for (const session of this.#sessions.values()) this.#say(session, session.agent.tick(Date.now()));
    }, TICK_MS);
  }

  static async start(): Promise<EncryptedAgents> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new EncryptedAgents(server);
  }

  async start(environment: Environment, place: SessionPlace) {
    if (place.via !== 'task') throw new Error('these agents run in tasks');
    const sessionId = `ecs-execute-command-${randomUUID().slice(0, 8)}`;
    const target = `ecs:${environment.cluster}_${place.taskArn.split('/').at(-1)}_${place.runtimeId}`;
    const challenge = randomBytes(16).toString('base64');
    const context = {
      'aws:ssm:SessionId': sessionId,
      'aws:ssm:TargetId': target,
      'aws:ssm:RandomChallenge': challenge,
    };
    const agent: ReferenceAgent = new ReferenceAgent({
      newId: randomUUID,
      handshake: {
        sessionType: 'Standard_Stream',
        kms: { keyId: KEY_ID, challenge, decrypt: (blob) => this.#decrypt(blob, context) },
      },
      heard: (payload) => this.print(sessionId, `heard ${Buffer.from(payload).toString()}\r\n`),
    });
    this.#sessions.set(sessionId, { agent, socket: null, hasBegun: false, target, isOpen: true });
    return { sessionId, streamUrl: this.#url(sessionId), token: randomUUID(), assumedRole: null };
  }

  async resume(_environment: Environment, sessionId: string) {
    if (!this.#sessions.get(sessionId)?.isOpen) return null;
    return { token: randomUUID() };
  }

  async list() {
    return [];
  }

  async createDataKey(_environment: Environment, request: DataKeyRequest) {
    this.asked.push(request);
    if (this.denial) throw this.denial;
    await this.keysAfter;
    const plain = randomBytes(64);
    this.keys.push(Buffer.from(plain));
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#master, nonce).setAAD(bound(request.encryptionContext));
    const ciphertext = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return { plaintext: new Uint8Array(plain), ciphertext };
  }

  async recoverDataKey(_environment: Environment, wrapped: WrappedDataKey) {
    this.recovered.push(wrapped);
    if (this.denial) throw this.denial;
    return new Uint8Array(this.#decrypt(Buffer.from(wrapped.ciphertext), wrapped.encryptionContext));
  }

  async end(_environment: Environment, sessionId: string): Promise<void> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return;
    session.isOpen = false;
    session.socket?.terminate();
  }

  /** The shell of a session prints. */
  print(sessionId: string, text: string): void {
    const session = this.#sessions.get(sessionId);
    if (session) this.#say(session, session.agent.print(Buffer.from(text), Date.now()));
  }

  /** Breaks the line of a session as a network does; the session goes on. */
  cut(sessionId: string): void {
    this.#sessions.get(sessionId)?.socket?.terminate();
  }

  /** The peer of a session dies without a word: nothing is read or answered any more on the line it has now. */
  deafen(sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    session?.socket?.pause();
    if (session) session.socket = null;
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking);
    for (const client of this.#server.clients) client.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #url(sessionId: string): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${sessionId}`;
  }

  #connected(socket: WebSocket, sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (!session?.isOpen) {
      socket.terminate();
      return;
    }
    const isFirst = !session.hasBegun;
    session.hasBegun = true;
    session.socket = socket;
    socket.on('message', (message: Buffer, isBinary) => {
      if (!isBinary) {
        if (isFirst) this.#say(session, session.agent.open(Date.now()));
        return;
      }
      this.onTheLine.push(message);
      if (this.isUnreachable) return;
      this.#say(session, session.agent.receive(message, Date.now()));
    });
  }

  #say(session: Session, messages: Uint8Array[]): void {
    for (const message of messages) if (session.socket?.readyState === 1) session.socket.send(message);
  }

  #decrypt(blob: Buffer, context: Record<string, string>): Buffer {
    const cipher = createDecipheriv('aes-256-gcm', this.#master, blob.subarray(0, 12)).setAAD(bound(context));
    cipher.setAuthTag(blob.subarray(-16));
    return Buffer.concat([cipher.update(blob.subarray(12, -16)), cipher.final()]);
  }
}

/** KMS compares a context without regard to the order of its entries. */
function bound(context: Record<string, string>): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort()));
}
