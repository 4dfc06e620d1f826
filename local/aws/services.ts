import type { IncomingMessage } from 'node:http';
import { ec2MessagesOperations } from './ec2-messages/operations';
import { ecsOperations } from './ecs/operations';
import { kmsOperations } from './kms/operations';
import type { Call, Operation } from './operation';
import { nameCaller, newRecord, sufferFaults } from './run-operation';
import { agentOperations } from './ssm/nodes/agent-operations';
import { ssmOperations } from './ssm/operations';
import { stsOperations } from './sts/operations';
import { taggingOperations } from './tagging/operations';
import { isObject } from './wire/input';
import { queryAnswer, queryRefusal } from './wire/query-xml';
import { ServiceError } from './wire/service-error';
import { authenticate } from './wire/signature';
import type { CallRecord, Ground } from './world';
import type { Worlds } from './worlds';

const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

const jsonServices: Record<string, { service: string; operations: Record<string, Operation> }> = {
  AmazonEC2ContainerServiceV20141113: { service: 'ecs', operations: ecsOperations },
  AmazonSSM: { service: 'ssm', operations: ssmOperations },
  EC2WindowsMessageDeliveryService: { service: 'ec2messages', operations: ec2MessagesOperations },
  ResourceGroupsTaggingAPI_20170126: { service: 'tagging', operations: taggingOperations },
  TrentService: { service: 'kms', operations: kmsOperations },
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers one request to any of the services, in that service's own protocol; undefined when a fault swallows the answer. */
export async function answerServiceCall(
  worlds: Worlds,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer | undefined> {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return answerJson(worlds, request, body, target);
  return answerQuery(worlds, request, body);
}

async function answerJson(
  worlds: Worlds,
  request: IncomingMessage,
  body: Buffer,
  target: string,
): Promise<Answer | undefined> {
  const [prefix = '', operation = ''] = target.split('.');
  const found = Object.hasOwn(jsonServices, prefix) ? jsonServices[prefix] : undefined;
  const record = newRecord(worlds.ground, found?.service ?? prefix, operation);
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': record.requestId };
  try {
    const own = found?.service === 'ssm' && Object.hasOwn(agentOperations, operation) && agentOperations[operation];
    if (own) {
      const output = await own({ worlds, request, body, record }, parseJson(body));
      return output && { status: 200, headers, body: JSON.stringify(output) };
    }
    const run = found && Object.hasOwn(found.operations, operation) ? found.operations[operation] : undefined;
    if (!found || !run) throw new ServiceError('UnknownOperationException', '');
    const { call, loseAnswer } = await admit(worlds, request, body, record);
    const output = await run(call, parseJson(body));
    if (loseAnswer) return undefined;
    return { status: 200, headers, body: JSON.stringify(output) };
  } catch (error) {
    const refusal = refusalOf(worlds.ground, record, error, 'ServerException');
    return {
      status: refusal.status,
      headers: { ...headers, 'x-amzn-errortype': refusal.code },
      body: JSON.stringify({ __type: refusal.code, message: refusal.message, ...refusal.members }),
    };
  }
}

async function answerQuery(worlds: Worlds, request: IncomingMessage, body: Buffer): Promise<Answer | undefined> {
  const form = new URLSearchParams(body.toString('utf8'));
  const operation = form.get('Action') ?? '';
  const record = newRecord(worlds.ground, 'sts', operation);
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': record.requestId };
  try {
    const run = Object.hasOwn(stsOperations, operation) ? stsOperations[operation] : undefined;
    if (!run) {
      throw new ServiceError(
        'InvalidAction',
        `Could not find operation ${operation} for version ${form.get('Version')}`,
      );
    }
    const { call, loseAnswer } = await admit(worlds, request, body, record);
    const result = run(call, form);
    if (loseAnswer) return undefined;
    return { status: 200, headers, body: queryAnswer(operation, stsNamespace, result, record.requestId) };
  } catch (error) {
    const refusal = refusalOf(worlds.ground, record, error, 'InternalFailure');
    const xml = queryRefusal(stsNamespace, refusal.code, refusal.message, record.requestId, refusal.status < 500);
    return { status: refusal.status, headers, body: xml };
  }
}

/** Finds out who is calling, then delays and refuses as the faults say. */
async function admit(
  worlds: Worlds,
  request: IncomingMessage,
  body: Buffer,
  record: CallRecord,
): Promise<{ call: Call; loseAnswer: boolean }> {
  const { ground } = worlds;
  const { principal, region } = authenticate(request, body, {
    service: record.service,
    hasRegion: (name) => worlds.hasRegion(name),
    now: ground.now(),
    principals: ground.principals,
  });
  nameCaller(record, principal);
  const loseAnswer = await sufferFaults(ground, record);
  return { call: { world: worlds.ofCaller(principal, region), principal, requestId: record.requestId }, loseAnswer };
}

function parseJson(body: Buffer) {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    if (isObject(input)) return input;
  } catch {
    // Told below, as for anything else that is not an object.
  }
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
}

function refusalOf(ground: Ground, record: CallRecord, error: unknown, internalCode: string): ServiceError {
  const refusal =
    error instanceof ServiceError ? error : new ServiceError(internalCode, 'An internal error occurred.', 500);
  record.errorCode = refusal.code;
  if (refusal !== error)
    ground.log(`${record.service}:${record.operation} failed: ${error instanceof Error ? error.stack : error}`);
  return refusal;
}
