import { assumeRole } from './assume-role';
import { getCallerIdentity } from './get-caller-identity';
import type { QueryOperation } from './query-operation';

/** The part of STS that stands here, by operation name. */
export const stsOperations: Record<string, QueryOperation> = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};
