import { isObject, type JsonObject, jsonBytes, member, parseObject, textMember } from './json-payload';
import { WireError } from './wire-error';

const MAX_HANDSHAKE_BYTES = 32 * 1024;
const MAX_ACTIONS = 16;
const MAX_NAME_CHARACTERS = 128;
const MAX_KEY_CHARACTERS = 2048;
const MAX_MESSAGE_CHARACTERS = 4096;

/** The session types a client knows; the first three are terminals. */
const SESSION_TYPES = ['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port'];

/** How the client fared with one action the agent asked for. An action it does not know keeps status 0. */
export const ActionStatus = { unset: 0, success: 1, failed: 2, unsupported: 3 } as const;

/** One thing the agent wants settled before the session starts. */
export type RequestedAction = { actionType: string; parameters: JsonObject };
export type HandshakeRequest = { agentVersion: string; actions: RequestedAction[] };
export type ProcessedAction = { actionType: string; status: number; result: unknown; error: string };
export type HandshakeResponse = { clientVersion: string; actions: ProcessedAction[]; errors: string[] };
export type HandshakeComplete = { timeToCompleteNs: number; customerMessage: string };

/** What the agent's wish for encryption names. */
type EncryptionDemand = { keyId: string; challenge?: string };

/** What became of the data key: its ciphertext, for the agent to have it decrypted, or why there is none. */
export type DataKeyAnswer = { ciphertext: Uint8Array } | { refusal: string };

/** The client's answer, and what it learned on the way. Any `failure` makes the agent end the session. */
type HandshakeAnswer = {
  response: HandshakeResponse;
  sessionType: string | null;
  /** What the document says of a port session, with its parameters filled in. */
  properties: JsonObject;
  encryption: EncryptionDemand | null;
  failure: WireError | null;
};

/** Answers each requested action as the reference client does; without a data key encryption is refused. */
export function answerHandshake(
  request: HandshakeRequest,
  clientVersion: string,
  dataKey: DataKeyAnswer = { refusal: 'Encryption is not available' },
): HandshakeAnswer {
  const actions: ProcessedAction[] = [];
  const errors: string[] = [];
  let sessionType: string | null = null;
  let properties: JsonObject = {};
  let encryption: EncryptionDemand | null = null;

  const succeed = (actionType: string, result: unknown) => {
    actions.push({ actionType, status: ActionStatus.success, result, error: '' });
  };
  const fail = (actionType: string, reason: string) => {
    actions.push({
      actionType,
      status: ActionStatus.failed,
      result: null,
      error: `Failed to process action ${actionType}: ${reason}`,
    });
    errors.push(reason);
  };
  for (const { actionType, parameters } of request.actions) {
    if (actionType === 'SessionType') {
      const wanted = textMember(parameters, 'SessionType', MAX_NAME_CHARACTERS);
      if (SESSION_TYPES.includes(wanted)) {
        sessionType = wanted;
        properties = readProperties(parameters);
        succeed(actionType, null);
      } else {
        fail(actionType, `Unknown session type ${wanted}`);
      }
    } else if (actionType === 'KMSEncryption') {
      if (encryption !== null) throw new WireError('BAD_PAYLOAD', 'KMSEncryption is asked for twice');
      encryption = readEncryptionDemand(parameters);
      if ('ciphertext' in dataKey) succeed(actionType, keyResult(dataKey.ciphertext, encryption));
      else fail(actionType, dataKey.refusal);
    } else {
      // A quirk to keep: the reference puts the number for "unsupported" into the result and leaves the status unset.
      const error = `Unsupported action ${actionType}`;
      actions.push({ actionType, status: ActionStatus.unset, result: ActionStatus.unsupported, error });
      errors.push(error);
    }
  }
  const reason = errors.length > 0 ? errors.join('; ') : sessionType === null ? 'No session type was named' : null;
  return {
    response: { clientVersion, actions, errors },
    sessionType,
    properties,
    encryption,
    failure: reason === null ? null : new WireError('HANDSHAKE_FAILED', reason),
  };
}

function readProperties(parameters: JsonObject): JsonObject {
  const properties = member(parameters, 'Properties') ?? {};
  if (!isObject(properties)) throw new WireError('BAD_PAYLOAD', 'Properties is not an object');
  return properties;
}

/** An agent that sent a challenge decrypts with it in the context exactly when it is told that it was put there. */
function keyResult(ciphertext: Uint8Array, { challenge }: EncryptionDemand) {
  return {
    KMSCipherTextKey: Buffer.from(ciphertext).toString('base64'),
    KMSCipherTextHash: null,
    ...(challenge === undefined ? {} : { ChallengeAcknowledgement: true }),
  };
}

function readEncryptionDemand(parameters: JsonObject): EncryptionDemand {
  const keyId = wholeText(parameters, 'KMSKeyId');
  if (keyId === '') throw new WireError('BAD_PAYLOAD', 'KMSKeyId is missing');
  const challenge = wholeText(parameters, 'Challenge');
  return challenge === '' ? { keyId } : { keyId, challenge };
}

/** A string that would mean something else if it were cut. */
function wholeText(object: JsonObject, name: string): string {
  const value = textMember(object, name, MAX_KEY_CHARACTERS + 1);
  if (value.length > MAX_KEY_CHARACTERS) throw new WireError('BAD_PAYLOAD', `${name} is too long`);
  return value;
}

/** Writes either half of the encryption challenge: bytes that only the two holders of the data key can read. */
export function encodeEncryptionChallenge(sealed: Uint8Array): Uint8Array {
  return jsonBytes({ Challenge: Buffer.from(sealed).toString('base64') });
}

/** Reads either half of the encryption challenge; throws a WireError when it is not of its form. */
export function decodeEncryptionChallenge(payload: Uint8Array): Uint8Array {
  const text = wholeText(parseObject(payload, MAX_HANDSHAKE_BYTES, 'encryption challenge'), 'Challenge');
  const sealed = Buffer.from(text, 'base64');
  if (sealed.length === 0 || sealed.toString('base64') !== text) {
    throw new WireError('BAD_PAYLOAD', 'Challenge is not base64');
  }
  return sealed;
}

/** Writes the agent's opening question. */
export function encodeHandshakeRequest(request: HandshakeRequest): Uint8Array {
  return jsonBytes({
    AgentVersion: request.agentVersion,
    RequestedClientActions: request.actions.map((action) => ({
      ActionType: action.actionType,
      ActionParameters: action.parameters,
    })),
  });
}

/** Reads the agent's opening question; throws a WireError when it is too long, too much, or not of its form. */
export function decodeHandshakeRequest(payload: Uint8Array): HandshakeRequest {
  const request = parseObject(payload, MAX_HANDSHAKE_BYTES, 'handshake request');
  return {
    agentVersion: textMember(request, 'AgentVersion', MAX_NAME_CHARACTERS),
    actions: readList(member(request, 'RequestedClientActions'), 'RequestedClientActions').map((action) => {
      const parameters = member(action, 'ActionParameters') ?? {};
      if (!isObject(parameters)) throw new WireError('BAD_PAYLOAD', 'ActionParameters is not an object');
      return { actionType: textMember(action, 'ActionType', MAX_NAME_CHARACTERS), parameters };
    }),
  };
}

/** Writes the client's answer, keys and nulls as the reference client has them. */
export function encodeHandshakeResponse(response: HandshakeResponse): Uint8Array {
  return jsonBytes({
    ClientVersion: response.clientVersion,
    ProcessedClientActions: response.actions.map((action) => ({
      ActionType: action.actionType,
      ActionStatus: action.status,
      ActionResult: action.result,
      Error: action.error,
    })),
    Errors: response.errors.length === 0 ? null : response.errors,
  });
}

/** Reads the client's answer; throws a WireError when it is not of its form. */
export function decodeHandshakeResponse(payload: Uint8Array): HandshakeResponse {
  const response = parseObject(payload, MAX_HANDSHAKE_BYTES, 'handshake response');
  const errors = member(response, 'Errors') ?? [];
  if (!Array.isArray(errors) || !errors.every((error) => typeof error === 'string')) {
    throw new WireError('BAD_PAYLOAD', 'Errors is not a list of texts');
  }
  return {
    clientVersion: textMember(response, 'ClientVersion', MAX_NAME_CHARACTERS),
    actions: readList(member(response, 'ProcessedClientActions'), 'ProcessedClientActions').map((action) => ({
      actionType: textMember(action, 'ActionType', MAX_NAME_CHARACTERS),
      status: readNumber(member(action, 'ActionStatus'), 'ActionStatus'),
      result: member(action, 'ActionResult') ?? null,
      error: textMember(action, 'Error', MAX_MESSAGE_CHARACTERS),
    })),
    errors: errors.slice(0, MAX_ACTIONS).map((error) => error.slice(0, MAX_MESSAGE_CHARACTERS)),
  };
}

/** Writes the agent's word that the session starts; the time is a whole number of nanoseconds. */
export function encodeHandshakeComplete(complete: HandshakeComplete): Uint8Array {
  return jsonBytes({
    HandshakeTimeToComplete: complete.timeToCompleteNs,
    CustomerMessage: complete.customerMessage,
  });
}

/** Reads the agent's word that the session starts. */
export function decodeHandshakeComplete(payload: Uint8Array): HandshakeComplete {
  const complete = parseObject(payload, MAX_HANDSHAKE_BYTES, 'handshake complete');
  return {
    timeToCompleteNs: readNumber(member(complete, 'HandshakeTimeToComplete'), 'HandshakeTimeToComplete'),
    customerMessage: textMember(complete, 'CustomerMessage', MAX_MESSAGE_CHARACTERS),
  };
}

function readList(value: unknown, name: string): JsonObject[] {
  const list = value ?? [];
  if (!Array.isArray(list) || !list.every(isObject))
    throw new WireError('BAD_PAYLOAD', `${name} is not a list of objects`);
  if (list.length > MAX_ACTIONS) throw new WireError('BAD_PAYLOAD', `${name} has more than ${MAX_ACTIONS} members`);
  return list;
}

function readNumber(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') throw new WireError('BAD_PAYLOAD', `${name} is not a number`);
  return value;
}
