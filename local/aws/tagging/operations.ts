import type { Operation } from '../operation';
import { getResources } from './get-resources';

/** The part of the Resource Groups Tagging API that stands here, by operation name. */
export const taggingOperations: Record<string, Operation> = { GetResources: getResources };
