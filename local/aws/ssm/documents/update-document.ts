import type { Operation } from '../../operation';
import { optionalMember } from '../../wire/constraint';
import { ServiceError } from '../../wire/service-error';
import { constraints } from '../constraints';
import { descriptionOf, getDocument, getVersion, readDocument } from './document';

const mostVersions = 1_000;

/** ssm:UpdateDocument: a new version; which one is the default does not change. */
export const updateDocument: Operation = ({ world }, input) => {
  const { name, content, versionName } = readDocument(input);
  const wanted = optionalMember(input, 'DocumentVersion', constraints.documentVersion) ?? '$LATEST';
  const document = getDocument(world, name);
  if (document.owner !== world.accountId) {
    throw new ServiceError('InvalidDocumentOperation', `Document ${name} can only be changed by its owner.`);
  }
  const newest = getVersion(document, { version: '$LATEST' });
  if (getVersion(document, { version: wanted }) !== newest) {
    throw new ServiceError(
      'InvalidDocumentVersion',
      `The document version ${wanted} is not the newest one, ${newest.number}, which alone can be updated.`,
    );
  }
  if (newest.content === content) {
    throw new ServiceError(
      'DuplicateDocumentContent',
      'The content of the association document matches another document. Change the content of the document and try again.',
    );
  }
  if (versionName !== undefined && document.versions.some((version) => version.name === versionName)) {
    throw new ServiceError('DuplicateDocumentVersionName', 'The version name has already been used in this document.');
  }
  if (document.versions.length >= mostVersions) {
    throw new ServiceError('DocumentVersionLimitExceeded', `The document has too many versions.`);
  }
  const version = { number: document.versions.length + 1, name: versionName, content, createdAt: world.now() };
  document.versions.push(version);
  return { DocumentDescription: { ...descriptionOf(document, version), Status: 'Updating' } };
};
