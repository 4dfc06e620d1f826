import type { Operation } from '../../operation';
import { requiredMember } from '../../wire/constraint';
import { constraints } from '../constraints';
import { getDocument, getVersion } from './document';

/** ssm:UpdateDocumentDefaultVersion */
export const updateDocumentDefaultVersion: Operation = ({ world }, input) => {
  const wanted = requiredMember(input, 'DocumentVersion', constraints.documentVersionNumber);
  const document = getDocument(world, requiredMember(input, 'Name', constraints.documentName));
  const version = getVersion(document, { version: wanted });
  document.defaultVersion = version.number;
  return {
    Description: {
      Name: document.name,
      DefaultVersion: String(version.number),
      DefaultVersionName: version.name,
    },
  };
};
