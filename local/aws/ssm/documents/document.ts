import { createHash } from 'node:crypto';
import { optionalMember, requiredMember } from '../../wire/constraint';
import type { Input } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import type { World } from '../../world';
import { constraints } from '../constraints';
import type { DocumentVersion, StoredDocument } from '../resources';
import { tagsOnWire } from '../tags';
import { amazonDocuments } from './amazon-documents';
import { parseSessionDocument } from './session-document';

const maxContentBytes = 64 * 1024;

/** Finds a document by name or ARN; Amazon's own are in every account. */
export function findDocument(world: World, nameOrArn: string): StoredDocument | undefined {
  const arn = /^arn:aws:ssm:([a-z0-9-]+):(\d{12})?:document\/(.+)$/.exec(nameOrArn);
  if (arn && arn[1] !== world.region) return undefined;
  if (arn?.[2] && arn[2] !== world.accountId) return undefined;
  const name = arn?.[3] ?? nameOrArn;
  return world.documents.get(name) ?? amazonDocuments.get(name);
}

/** Finds a document or refuses as the service does. */
export function getDocument(world: World, nameOrArn: string): StoredDocument {
  const document = findDocument(world, nameOrArn);
  if (!document) throw new ServiceError('InvalidDocument', `Document with name ${nameOrArn} does not exist.`);
  return document;
}

/** Which version of a document is meant: a number, $LATEST or $DEFAULT, unless it is one by its name. */
interface WantedVersion {
  version?: string;
  name?: string | undefined;
}

/** Reads which version a request is about; absent is the default one. */
export function readWantedVersion(input: Input): WantedVersion {
  const version = optionalMember(input, 'DocumentVersion', constraints.documentVersion) ?? '$DEFAULT';
  return { version, name: optionalMember(input, 'VersionName', constraints.versionName) };
}

/** Finds a version of a document or refuses as the service does. */
export function getVersion(document: StoredDocument, { version = '$DEFAULT', name }: WantedVersion): DocumentVersion {
  const found = document.versions.find((each) =>
    name === undefined ? each.number === numberOf(document, version) : each.name === name,
  );
  if (!found) {
    throw new ServiceError(
      'InvalidDocumentVersion',
      `The document version ${name ?? version} is not valid or does not exist.`,
    );
  }
  return found;
}

function numberOf(document: StoredDocument, wanted: string): number {
  if (wanted === '$DEFAULT') return document.defaultVersion;
  if (wanted === '$LATEST') return document.versions.length;
  return Number(wanted);
}

/** Reads the name and content of a document that is to be kept, refusing what this AWS has no use for. */
export function readDocument(input: Input): { name: string; content: string; versionName: string | undefined } {
  const name = requiredMember(input, 'Name', constraints.documentName);
  const content = requiredMember(input, 'Content', { least: 1 });
  const versionName = optionalMember(input, 'VersionName', constraints.versionName);
  if (Buffer.byteLength(content) > maxContentBytes) {
    throw new ServiceError('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
  }
  const format = optionalMember(input, 'DocumentFormat', constraints.documentFormat) ?? 'JSON';
  if (format !== 'JSON')
    throw new ServiceError('InvalidDocumentContent', `Only JSON documents are read here, not ${format}.`);
  parseSessionDocument(content);
  return { name, content, versionName };
}

/** The wire form of a document's description. */
export function descriptionOf(document: StoredDocument, version: DocumentVersion): Input {
  const { parameters, description, schemaVersion } = parseSessionDocument(version.content);
  return {
    Name: document.name,
    Owner: document.owner,
    Hash: createHash('sha256').update(version.content).digest('hex'),
    HashType: 'Sha256',
    VersionName: version.name,
    CreatedDate: version.createdAt / 1_000,
    Status: 'Active',
    DocumentVersion: String(version.number),
    Description: description,
    Parameters: Object.entries(parameters ?? {}).map(([name, spec]) => ({
      Name: name,
      Type: spec.type,
      Description: spec.description,
      DefaultValue: spec.default,
    })),
    PlatformTypes: ['Windows', 'Linux', 'MacOS'],
    DocumentType: 'Session',
    SchemaVersion: schemaVersion,
    LatestVersion: String(document.versions.length),
    DefaultVersion: String(document.defaultVersion),
    DocumentFormat: 'JSON',
    TargetType: document.targetType,
    Tags: tagsOnWire(document.tags),
  };
}
