import type { Operation } from '../../operation';
import { requiredString } from '../../wire/input';
import { validation } from '../validation';
import { getDocument, getVersion } from './document';

/** ssm:UpdateDocumentDefaultVersion */
export const updateDocumentDefaultVersion: Operation = ({ world }, input) => {
  const document = getDocument(world, requiredString(input, 'Name', validation));
  const version = getVersion(document, { DocumentVersion: requiredString(input, 'DocumentVersion', validation) });
  document.defaultVersion = version.number;
  return {
    Description: {
      Name: document.name,
      DefaultVersion: String(version.number),
      DefaultVersionName: version.name,
    },
  };
};
