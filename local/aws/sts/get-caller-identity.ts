import type { QueryOperation } from './query-operation';

/** sts:GetCallerIdentity */
export const getCallerIdentity: QueryOperation = ({ world, principal }) => ({
  UserId: principal.userId,
  Account: world.accountId,
  Arn: principal.arn,
});
