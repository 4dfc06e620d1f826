import type { QueryOperation } from './query-operation';

/** sts:GetCallerIdentity */
export const getCallerIdentity: QueryOperation = ({ principal }) => ({
  UserId: principal.userId,
  Account: principal.arn.split(':')[4],
  Arn: principal.arn,
});
