import type { Operation } from '../../operation';
import { optionalMember } from '../../wire/constraint';
import { ServiceError } from '../../wire/service-error';
import { constraints } from '../constraints';
import type { DocumentVersion, StoredDocument } from '../resources';
import { readTags } from '../tags';
import { validation } from '../validation';
import { amazonDocuments } from './amazon-documents';
import { descriptionOf, readDocument } from './document';

const mostDocuments = 500;

/** ssm:CreateDocument, for session documents in JSON. */
export const createDocument: Operation = ({ world }, input) => {
  const type = optionalMember(input, 'DocumentType', constraints.documentType) ?? 'Command';
  if (type !== 'Session') {
    throw new ServiceError('InvalidDocumentContent', `Only documents of the type Session are kept here, not ${type}.`);
  }
  const targetType = optionalMember(input, 'TargetType', constraints.targetType);
  const { name, content, versionName } = readDocument(input);
  if (/^(aws|amazon|amzn)-/i.test(name)) {
    throw validation(`Document name ${name} is not valid. Names cannot start with reserved prefixes.`);
  }
  if (world.documents.has(name) || amazonDocuments.has(name)) {
    throw new ServiceError('DocumentAlreadyExists', `Document with same name ${name} already exists`);
  }
  if (world.documents.size >= mostDocuments) {
    throw new ServiceError('DocumentLimitExceeded', `You can have at most ${mostDocuments} documents.`);
  }
  const first: DocumentVersion = { number: 1, name: versionName, content, createdAt: world.now() };
  const document: StoredDocument = {
    name,
    owner: world.accountId,
    targetType,
    defaultVersion: 1,
    versions: [first],
    tags: readTags(input),
  };
  world.documents.set(name, document);
  return { DocumentDescription: { ...descriptionOf(document, first), Status: 'Creating' } };
};
