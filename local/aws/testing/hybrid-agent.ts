import { constants, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { WebSocket } from 'ws';
import { decodeFrame, encodeFrame, type Frame, PayloadType } from '../../../lib/agent-wire';
import { newRsaKey } from '../../guard/new-rsa-key';
import { authorization, header, stringToSign } from './sign';

interface Credentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
}

/** What a registered agent keeps, in a form that fits a file. */
export interface Kept {
  nodeId: string;
  fingerprint: string;
  /** PKCS #8 in PEM. */
  privateKey: string;
}

/** One for all agents of a test file: they are slow to make. */
let privateKey: KeyObject | undefined;

/** An agent outside the local AWS that does on the wire what the reference agent does: registers, gets credentials, opens channels. */
export class HybridAgent {
  readonly nodeId: string;
  /** What came over the control channel. */
  readonly messages: Frame[] = [];
  control: WebSocket | undefined;
  readonly #endpoint: string;
  readonly #fingerprint: string;
  readonly #privateKey: KeyObject;
  #waiting: (() => void)[] = [];

  private constructor(endpoint: string, nodeId: string, fingerprint: string, privateKey: KeyObject) {
    this.#endpoint = endpoint;
    this.nodeId = nodeId;
    this.#fingerprint = fingerprint;
    this.#privateKey = privateKey;
  }

  /** RegisterManagedInstance, unsigned; throws with the service's code. */
  static async register(endpoint: string, activationId: string, activationCode: string): Promise<HybridAgent> {
    privateKey ??= newRsaKey();
    const fingerprint = randomUUID();
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.RegisterManagedInstance' },
      body: JSON.stringify({
        ActivationId: activationId,
        ActivationCode: activationCode,
        Fingerprint: fingerprint,
        PublicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
        PublicKeyType: 'Rsa',
      }),
    });
    const content = (await answer.json()) as { InstanceId?: string; __type?: string };
    if (!content.InstanceId) throw new Error(content.__type);
    return new HybridAgent(endpoint, content.InstanceId, fingerprint, privateKey);
  }

  /** An agent that was registered before, perhaps by another process. */
  static of(endpoint: string, kept: Kept): HybridAgent {
    return new HybridAgent(endpoint, kept.nodeId, kept.fingerprint, createPrivateKey(kept.privateKey));
  }

  get kept(): Kept {
    const privateKey = this.#privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { nodeId: this.nodeId, fingerprint: this.#fingerprint, privateKey };
  }

  /** RequestManagedInstanceRoleToken, signed with the node's own RSA key; throws with the service's code. */
  async requestCredentials(fingerprint = this.#fingerprint): Promise<Credentials> {
    const body = JSON.stringify({ Fingerprint: fingerprint });
    const request = this.#request('POST', '/', body, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.RequestManagedInstanceRoleToken',
    });
    const scope = scopeOf('ssm', request.headers);
    const { text, signedHeaders } = stringToSign(request, scope);
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const signature = sign('sha256', Buffer.from(text), { key: this.#privateKey, ...padding }).toString('base64');
    const answer = await fetch(request.url, {
      method: 'POST',
      headers: { ...request.headers, authorization: header(this.nodeId, scope, signedHeaders, signature) },
      body,
    });
    const content = (await answer.json()) as Credentials & { __type?: string };
    if (!answer.ok) throw new Error(content.__type);
    return content;
  }

  /** Any operation of Systems Manager with the node's own credentials; throws with the service's code. */
  async call(credentials: Credentials, operation: string, input: object): Promise<Record<string, unknown>> {
    const body = JSON.stringify(input);
    const request = this.#signed(credentials, 'POST', '/', body, 'ssm', {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonSSM.${operation}`,
    });
    const answer = await fetch(request.url, { method: 'POST', headers: request.headers, body });
    const content = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(String(content.__type));
    return content;
  }

  /** CreateControlChannel or CreateDataChannel: the token, or the status and text of the refusal. */
  async createChannel(credentials: Credentials, kind: 'control' | 'data', id: string): Promise<string> {
    const body = JSON.stringify({ MessageSchemaVersion: '1.0', RequestId: randomUUID() });
    const request = this.#signed(credentials, 'POST', `/v1/${kind}-channel/${id}`, body);
    const answer = await fetch(request.url, { method: 'POST', headers: request.headers, body });
    const text = await answer.text();
    const token = /<TokenValue>(.+)<\/TokenValue>/.exec(text)?.[1];
    if (answer.status !== 201 || !token) throw new Error(`${answer.status} ${text}`);
    return token;
  }

  /** Opens the control channel and says who it is. */
  async openControl(credentials: Credentials): Promise<void> {
    const token = await this.createChannel(credentials, 'control', this.nodeId);
    const path = `/v1/control-channel/${this.nodeId}?role=subscribe&stream=input`;
    const { url, headers } = this.#signed(credentials, 'GET', path, '');
    const socket = new WebSocket(url.href.replace('http', 'ws'), { headers });
    this.control = socket;
    socket.on('message', (content) => {
      this.messages.push(decodeFrame(content as Buffer));
      for (const wake of this.#waiting.splice(0)) wake();
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.send(
      JSON.stringify({ Cookie: null, MessageSchemaVersion: '1.0', RequestId: randomUUID(), TokenValue: token }),
    );
  }

  /** The payload of the first message of a type on the control channel, once it has come. */
  async message(messageType: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.messages.find((frame) => frame.messageType === messageType);
      if (found) return JSON.parse(Buffer.from(found.payload).toString('utf8'));
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** agent_task_complete; gives the message's id, which its acknowledgement names. */
  completeTask(sessionId: string, status: string, output: string): string {
    const messageId = randomUUID();
    const payload = {
      SchemaVersion: 1,
      TaskId: sessionId,
      Topic: 'agent_task_complete',
      FinalTaskStatus: status,
      Output: output,
    };
    this.control?.send(
      encodeFrame({
        messageType: 'agent_task_complete',
        createdAtMs: Date.now(),
        sequenceNumber: 0n,
        flags: 0n,
        messageId,
        payloadType: PayloadType.unset,
        payload: Buffer.from(JSON.stringify(payload)),
      }),
    );
    return messageId;
  }

  #request(method: string, path: string, body: string, headers: Record<string, string>) {
    const url = new URL(path, this.#endpoint);
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    return { method, url, body, headers: { ...headers, host: url.host, 'x-amz-date': date } };
  }

  #signed(credentials: Credentials, method: string, path: string, body: string, service = 'ssmmessages', headers = {}) {
    const more = { ...headers, 'x-amz-security-token': credentials.SessionToken };
    const request = this.#request(method, path, body, more);
    const keys = { id: credentials.AccessKeyId, secret: credentials.SecretAccessKey };
    const signature = authorization(request, scopeOf(service, request.headers), keys);
    return { ...request, headers: { ...request.headers, authorization: signature } };
  }
}

function scopeOf(service: string, headers: Record<string, string>): string {
  return `${headers['x-amz-date']?.slice(0, 8)}/ap-northeast-1/${service}/aws4_request`;
}
