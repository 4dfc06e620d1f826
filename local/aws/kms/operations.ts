import type { Operation } from '../operation';
import { createKey } from './create-key';
import { decrypt } from './decrypt';
import { describeKey } from './describe-key';
import { generateDataKey } from './generate-data-key';

/** The part of KMS that stands here, by operation name. */
export const kmsOperations: Record<string, Operation> = {
  CreateKey: createKey,
  Decrypt: decrypt,
  DescribeKey: describeKey,
  GenerateDataKey: generateDataKey,
};
