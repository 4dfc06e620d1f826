import type { Operation } from '../../operation';
import { requiredMember } from '../../wire/constraint';
import { constraints } from '../constraints';
import { descriptionOf, getDocument, getVersion, readWantedVersion } from './document';

/** ssm:DescribeDocument */
export const describeDocument: Operation = ({ world }, input) => {
  const name = requiredMember(input, 'Name', constraints.documentNameOrArn);
  const wanted = readWantedVersion(input);
  const document = getDocument(world, name);
  return { Document: descriptionOf(document, getVersion(document, wanted)) };
};
