import { AgentSession } from '../agent/agent-session';
import { CommandWork } from '../agent/command-work';
import type { HandshakeWishes } from '../agent/handshake';
import { portWork } from '../agent/port-work';
import { splitArguments } from '../agent/split-arguments';
import { TerminalWork } from '../agent/terminal-work';
import type { Work, WorkHost } from '../agent/work';
import { decrypt } from '../kms/decrypt';
import { nameCaller, newRecord, sufferFaults } from '../run-operation';
import { ServiceError } from '../wire/service-error';
import type { Session, World } from '../world';
import { isTrue, type SessionDocument } from './documents/session-document';
import { endSession, isOpen, issueToken, streamUrl } from './session';

/** What this AWS's own agent is to do in a session, and where. */
export interface AgentPlan {
  hostId: string;
  /** Who the agent calls KMS as. */
  agentArn: string;
  environment: Record<string, string>;
  /** With every parameter filled in; for ECS Exec, one that says no more than its type. */
  document: SessionDocument;
  kmsKeyId: string | undefined;
}

/** The arguments a document's command is run with: a shell's on a terminal, split words without one. */
export function argvOf(document: SessionDocument): string[] {
  switch (document.sessionType) {
    case 'Standard_Stream':
      return ['sh'];
    case 'InteractiveCommands':
      return ['sh', '-c', document.properties.linux?.commands ?? ''];
    case 'NonInteractiveCommands':
      return splitArguments(document.properties.linux?.commands ?? '');
    case 'Port':
      return [];
  }
}

/** Lets this AWS's own agent begin a session, as the control channel's interactive_shell would. */
export function startAgent(world: World, session: Session, plan: AgentPlan): void {
  const agent = new AgentSession({
    sessionId: session.id,
    instanceId: session.target,
    streamUrl: streamUrl(world, session.id),
    timings: world.timings,
    handshake: wishesOf(world, plan),
    newToken: () => {
      if (!isOpen(session)) throw new Error('Session is already terminated');
      return issueToken(world, session, 'agent');
    },
    decryptKey: (ciphertext, context) => decryptAs(world, plan, ciphertext, context),
    makeWork: (host) => makeWork(world, session, plan, host),
    onStarted: (pid) => {
      session.pid = pid;
    },
    onComplete: (status, output) => {
      world.agents.delete(session.id);
      endSession(world, session, output, status === 'Failed' ? 'Failed' : 'Terminated');
    },
    now: world.now,
  });
  world.agents.set(session.id, agent);
  agent.start();
}

/** Terminals begin without a handshake unless there is a key; ports have one and never a key (ssm-protocol 8.1). */
function wishesOf(world: World, { document, kmsKeyId }: AgentPlan): HandshakeWishes | undefined {
  const { sessionType } = document;
  const isPort = sessionType === 'Port';
  if (!isPort && sessionType !== 'NonInteractiveCommands' && !kmsKeyId) return undefined;
  return {
    sessionType,
    properties: isPort ? document.properties : null,
    kmsKeyId: isPort ? undefined : kmsKeyId,
    randomChallenge: world.faults.settings.kmsChallenge ?? 'offered',
  };
}

function makeWork(world: World, session: Session, plan: AgentPlan, host: WorkHost): Work {
  const { document, hostId, environment } = plan;
  const { processes, timings } = world;
  const command = { hostId, argv: session.argv, environment };
  if (document.sessionType === 'Port') return portWork(document.properties, world.dial, host);
  if (document.sessionType === 'NonInteractiveCommands') {
    const { linux } = document.properties;
    return new CommandWork(
      {
        startCommand: () => processes.startPlain(command),
        killCommand: (child) => processes.killPlain(child),
        separate: isTrue(linux?.separateOutputStream),
        outputPrefix: linux?.stdOutSeparatorPrefix ?? '',
        errorPrefix: linux?.stdErrSeparatorPrefix ?? '',
        failureDelayMs: timings.shellStartDelayMs,
      },
      host,
    );
  }
  return new TerminalWork(
    {
      startCommand: (onData, onEnd) => processes.start(command, onData, onEnd),
      killCommand: (pty) => processes.kill(pty),
      typed: document.sessionType === 'Standard_Stream' ? (document.inputs.shellProfile?.linux ?? '') : '',
      startDelayMs: timings.shellStartDelayMs,
      bytesPerSecond: timings.outputBytesPerSecond,
    },
    host,
  );
}

/** kms:Decrypt as the agent would call it: on record, subject to faults, with the rights of its role. */
async function decryptAs(
  world: World,
  { agentArn, kmsKeyId }: AgentPlan,
  ciphertext: string,
  context: Record<string, string>,
): Promise<Buffer> {
  const principal = {
    accessKeyId: '',
    secretAccessKey: '',
    arn: agentArn,
    userId: '',
    tags: {},
    transitiveTagKeys: [],
  };
  const record = newRecord(world, 'kms', 'Decrypt');
  nameCaller(record, principal);
  try {
    await sufferFaults(world, record);
    const input = { CiphertextBlob: ciphertext, KeyId: kmsKeyId, EncryptionContext: context };
    const { Plaintext } = await decrypt({ world, principal, requestId: record.requestId }, input);
    return Buffer.from(String(Plaintext), 'base64');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    record.errorCode = error.code;
    throw new Error(`Unable to retrieve data key, Error when decrypting data key ${error.code}: ${error.message}`);
  }
}
