import type { Operation } from '../operation';
import { optionalMember, requiredMember } from '../wire/constraint';
import type { Input } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import type { World } from '../world';
import { constraints } from './constraints';
import { findDocument, getVersion } from './documents/document';
import { fillIn, readParameters } from './documents/resolve-document';
import { isTrue, parseSessionDocument, type SessionDocument, type SessionInputs } from './documents/session-document';
import type { StoredDocument } from './resources';
import { issueToken, newSessionId, openSession, streamUrl } from './session';
import { argvOf, startAgent } from './start-agent';
import { findTarget } from './target';

const preferencesName = 'SSM-SessionManagerRunShell';
const defaultIdleMinutes = 20;
/** What applies while an account has written down no preferences. */
const noPreferences: SessionDocument = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: {} };

/** ssm:StartSession, by the account's preferences or a document, on any connected target. */
export const startSession: Operation = ({ world, principal }, input) => {
  const targetName = requiredMember(input, 'Target', constraints.target);
  const reason = optionalMember(input, 'Reason', constraints.reason);
  const documentName = optionalMember(input, 'DocumentName', constraints.documentNameOrArn) ?? preferencesName;
  const raw = readSessionDocument(world, documentName);
  const parameters = readParameters(raw, input);
  const document = fillIn(raw, parameters);
  const inputs = document.inputs ?? preferencesOf(world);

  const target = findTarget(world, targetName);
  if (!target?.isConnected) throw new ServiceError('TargetNotConnected', `${targetName} is not connected.`);
  const { hostId, agentArn, environment, node } = target;
  const session = openSession(world, {
    id: newSessionId(principal),
    hostId: hostId ?? targetName,
    target: targetName,
    documentName: documentName.slice(documentName.lastIndexOf('/') + 1),
    owner: principal.arn,
    reason,
    argv: argvOf(document),
    ...limitsOf(world, inputs),
    externalNode: hostId === undefined ? node?.id : undefined,
    startedByArn: principal.arn,
    sourceIdentity: principal.sourceIdentity,
    principalTags: principal.tags,
  });
  const answer = {
    SessionId: session.id,
    TokenValue: issueToken(world, session, 'client'),
    StreamUrl: streamUrl(world, session.id),
  };
  if (hostId === undefined) {
    const content = withInputs(raw, inputs);
    world.gateway.control.startSession(session, content, parameters);
  } else {
    const kmsKeyId = inputs.kmsKeyId || undefined;
    startAgent(world, session, { hostId, agentArn, environment, document, kmsKeyId });
  }
  return answer;
};

function readSessionDocument(world: World, name: string): SessionDocument {
  const document = findDocument(world, name);
  if (document) return parseSessionDocument(contentInForce(document));
  if (name === preferencesName) return noPreferences;
  throw new ServiceError('InvalidDocument', `Document with name ${name} does not exist.`);
}

function preferencesOf(world: World): SessionInputs {
  return readSessionDocument(world, preferencesName).inputs ?? {};
}

/** The preferences are in force as they were last written; of other documents it is the default version. */
function contentInForce(document: StoredDocument): string {
  const version = document.name === preferencesName ? '$LATEST' : '$DEFAULT';
  return getVersion(document, { version }).content;
}

function limitsOf(world: World, { idleSessionTimeout, maxSessionDuration }: SessionInputs) {
  const { documentMinuteMs } = world.timings;
  return {
    idleMs: Number(idleSessionTimeout || defaultIdleMinutes) * documentMinuteMs,
    maximumMs: maxSessionDuration ? Number(maxSessionDuration) * documentMinuteMs : undefined,
    maximumMinutes: maxSessionDuration || undefined,
  };
}

/** What an agent elsewhere is sent: it fills in the parameters itself. */
function withInputs(document: SessionDocument, inputs: SessionInputs): Input {
  // The reference agent reads this one as a boolean only.
  const cloudWatchStreamingEnabled = isTrue(inputs.cloudWatchStreamingEnabled);
  return { ...document, inputs: { ...emptyInputs, ...inputs, cloudWatchStreamingEnabled } };
}

const emptyInputs: Required<Omit<SessionInputs, 'shellProfile'>> & Input = {
  s3BucketName: '',
  s3KeyPrefix: '',
  s3EncryptionEnabled: false,
  cloudWatchLogGroupName: '',
  cloudWatchEncryptionEnabled: false,
  cloudWatchStreamingEnabled: false,
  kmsKeyId: '',
  runAsEnabled: false,
  runAsDefaultUser: '',
  idleSessionTimeout: '',
  maxSessionDuration: '',
  shellProfile: { windows: '', linux: '' },
};
