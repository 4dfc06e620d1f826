import type { Operation } from '../../operation';
import { optionalString, requiredString } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import { validation } from '../validation';
import { getDocument as find, getVersion } from './document';

/** ssm:GetDocument */
export const getDocument: Operation = ({ world }, input) => {
  const document = find(world, requiredString(input, 'Name', validation));
  const format = optionalString(input, 'DocumentFormat', validation) ?? 'JSON';
  if (format !== 'JSON') throw new ServiceError('UnsupportedOperationException', 'Documents are kept as JSON only.');
  const version = getVersion(document, input);
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
