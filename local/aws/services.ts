import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ecsOperations } from './ecs/operations';
import type { Operation } from './operation';
import type { Principal } from './principals';
import { ssmOperations } from './ssm/operations';
import { stsOperations } from './sts/operations';
import { isObject } from './wire/input';
import { queryAnswer, queryRefusal } from './wire/query-xml';
import { ServiceError } from './wire/service-error';
import { authenticate } from './wire/signature';
import type { CallRecord, World } from './world';

const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
const keptCalls = 1_000;

const jsonServices: Record<string, { service: string; operations: Record<string, Operation> }> = {
  AmazonEC2ContainerServiceV20141113: { service: 'ecs', operations: ecsOperations },
  AmazonSSM: { service: 'ssm', operations: ssmOperations },
};

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Answers one request to any of the services, in that service's own protocol; undefined when a fault swallows the answer. */
export async function answerServiceCall(
  world: World,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer | undefined> {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return answerJson(world, request, body, target);
  return answerQuery(world, request, body);
}

async function answerJson(
  world: World,
  request: IncomingMessage,
  body: Buffer,
  target: string,
): Promise<Answer | undefined> {
  const [prefix = '', operation = ''] = target.split('.');
  const found = Object.hasOwn(jsonServices, prefix) ? jsonServices[prefix] : undefined;
  const record = newRecord(world, found?.service ?? prefix, operation);
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': record.requestId };
  try {
    const run = found && Object.hasOwn(found.operations, operation) ? found.operations[operation] : undefined;
    if (!found || !run) throw new ServiceError('UnknownOperationException', '');
    const { principal, loseAnswer } = await admit(world, request, body, record);
    const input = parseJson(body);
    const output = await run({ world, principal, requestId: record.requestId }, input);
    if (loseAnswer) return undefined;
    return { status: 200, headers, body: JSON.stringify(output) };
  } catch (error) {
    const refusal = refusalOf(world, record, error, 'ServerException');
    return {
      status: refusal.status,
      headers: { ...headers, 'x-amzn-errortype': refusal.code },
      body: JSON.stringify({ __type: refusal.code, message: refusal.message, ...refusal.members }),
    };
  }
}

async function answerQuery(world: World, request: IncomingMessage, body: Buffer): Promise<Answer | undefined> {
  const form = new URLSearchParams(body.toString('utf8'));
  const operation = form.get('Action') ?? '';
  const record = newRecord(world, 'sts', operation);
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': record.requestId };
  try {
    const run = Object.hasOwn(stsOperations, operation) ? stsOperations[operation] : undefined;
    if (!run) {
      throw new ServiceError(
        'InvalidAction',
        `Could not find operation ${operation} for version ${form.get('Version')}`,
      );
    }
    const { principal, loseAnswer } = await admit(world, request, body, record);
    const result = run({ world, principal, requestId: record.requestId }, form);
    if (loseAnswer) return undefined;
    return { status: 200, headers, body: queryAnswer(operation, stsNamespace, result, record.requestId) };
  } catch (error) {
    const refusal = refusalOf(world, record, error, 'InternalFailure');
    const xml = queryRefusal(stsNamespace, refusal.code, refusal.message, record.requestId, refusal.status < 500);
    return { status: refusal.status, headers, body: xml };
  }
}

/** Delays and refuses as the faults say, and finds out who is calling. */
async function admit(
  world: World,
  request: IncomingMessage,
  body: Buffer,
  record: CallRecord,
): Promise<{ principal: Principal; loseAnswer: boolean }> {
  const { service, operation } = record;
  const principal = authenticate(request, body, {
    service,
    region: world.region,
    now: world.now(),
    principals: world.principals,
  });
  record.accessKeyId = principal.accessKeyId;
  record.principalArn = principal.arn;
  if (principal.sourceIdentity !== undefined) record.sourceIdentity = principal.sourceIdentity;
  record.tags = principal.tags;

  const fault = world.faults.takeOperation(service, operation);
  if (fault?.delayMs) await wait(fault.delayMs);
  if (fault?.error) {
    const { code, message, status } = fault.error;
    throw new ServiceError(code, message ?? textOf(code, record), status ?? 400);
  }
  return { principal, loseAnswer: fault?.loseAnswer ?? false };
}

function textOf(code: string, { service, operation, principalArn }: CallRecord): string {
  if (code === 'ThrottlingException') return 'Rate exceeded';
  if (code === 'TargetNotConnectedException')
    return 'The execute command failed due to an internal error. Try again later.';
  if (code.startsWith('AccessDenied')) {
    return `User: ${principalArn} is not authorized to perform: ${service}:${operation} because no identity-based policy allows the ${service}:${operation} action`;
  }
  return `${operation} was refused.`;
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

function newRecord(world: World, service: string, operation: string): CallRecord {
  const record: CallRecord = { at: world.now(), requestId: randomUUID(), service, operation };
  world.calls.push(record);
  if (world.calls.length > keptCalls) world.calls.shift();
  return record;
}

function refusalOf(world: World, record: CallRecord, error: unknown, internalCode: string): ServiceError {
  const refusal =
    error instanceof ServiceError ? error : new ServiceError(internalCode, 'An internal error occurred.', 500);
  record.errorCode = refusal.code;
  if (refusal !== error)
    world.log(`${record.service}:${record.operation} failed: ${error instanceof Error ? error.stack : error}`);
  return refusal;
}
