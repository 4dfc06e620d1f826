import type { Operation } from '../../operation';
import { requiredString } from '../../wire/input';
import { validation } from '../validation';
import { descriptionOf, getDocument, getVersion } from './document';

/** ssm:DescribeDocument */
export const describeDocument: Operation = ({ world }, input) => {
  const document = getDocument(world, requiredString(input, 'Name', validation));
  return { Document: descriptionOf(document, getVersion(document, input)) };
};
