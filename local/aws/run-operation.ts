import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Principal } from './principals';
import { ServiceError } from './wire/service-error';
import type { CallRecord, Ground } from './world';

const keptCalls = 1_000;

/** Notes a call as CloudTrail would; the newest thousand are kept. */
export function newRecord(ground: Ground, service: string, operation: string): CallRecord {
  const record: CallRecord = { at: ground.now(), requestId: randomUUID(), service, operation };
  ground.calls.push(record);
  if (ground.calls.length > keptCalls) ground.calls.shift();
  return record;
}

/** Writes down who made a call. */
export function nameCaller(record: CallRecord, principal: Principal): void {
  record.accessKeyId = principal.accessKeyId;
  record.principalArn = principal.arn;
  if (principal.sourceIdentity !== undefined) record.sourceIdentity = principal.sourceIdentity;
  record.tags = principal.tags;
}

/** Delays and refuses a call as the faults say; true when its answer is to be lost. */
export async function sufferFaults(ground: Ground, record: CallRecord): Promise<boolean> {
  const fault = ground.faults.takeOperation(record.service, record.operation);
  if (fault?.delayMs) await wait(fault.delayMs);
  if (fault?.error) {
    const { code, message, status } = fault.error;
    throw new ServiceError(code, message ?? textOf(code, record), status ?? 400);
  }
  return fault?.loseAnswer ?? false;
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
