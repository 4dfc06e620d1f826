import type { Operation } from '../../operation';
import { optionalMember, requiredMember } from '../../wire/constraint';
import { ServiceError } from '../../wire/service-error';
import { constraints } from '../constraints';
import { getDocument as find, getVersion, readWantedVersion } from './document';

/** ssm:GetDocument */
export const getDocument: Operation = ({ world }, input) => {
  const name = requiredMember(input, 'Name', constraints.documentNameOrArn);
  const wanted = readWantedVersion(input);
  const format = optionalMember(input, 'DocumentFormat', constraints.documentFormat) ?? 'JSON';
  if (format !== 'JSON') throw new ServiceError('UnsupportedOperationException', 'Documents are kept as JSON only.');
  const document = find(world, name);
  const version = getVersion(document, wanted);
  return {
    Name: document.name,
    CreatedDate: version.createdAt / 1_000,
    VersionName: version.name,
    DocumentVersion: String(version.number),
    Status: 'Active',
    Content: version.content,
    DocumentType: 'Session',
    DocumentFormat: 'JSON',
    AttachmentsContent: [],
  };
};
