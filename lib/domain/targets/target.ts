import type { EnvironmentId, TargetId } from '../ids';

export type TargetKind = 'bastion' | 'host' | 'database' | 'node';

/** Something to reach in an environment: through its bastion, or a managed node by itself. */
export type Target = {
  id: TargetId;
  environmentId: EnvironmentId;
  /** What policies call it: its name in the file, or the id of a node that was found. */
  key: string;
  name: string;
  kind: TargetKind;
  address: string;
  note: string;
  /** What is run in the bastion to reach it; split into arguments, never given to a shell by us. Empty for a node. */
  command: string;
  tags: Readonly<Record<string, string>>;
  /** Of a node: its id, and the session document with its parameters. Null and empty for what is behind a bastion. */
  nodeId: string | null;
  document: string | null;
  parameters: SessionParameters;
  /** Found by Systems Manager, not named by the file. */
  discovered: boolean;
};

/** Values for the parameters of a session document, as StartSession takes them. */
export type SessionParameters = Readonly<Record<string, readonly string[]>>;

/** The document a shell is started by where nothing else is asked for; the account's own preferences are in it. */
export const SHELL_DOCUMENT = 'SSM-SessionManagerRunShell';

/** How a shell at a target is entered: a command in the bastion, or a document on the node itself. */
export type WayIn =
  | { via: 'bastion'; command: string }
  | { via: 'node'; nodeId: string; document: string; parameters: SessionParameters };

/** Amazon's own documents that run the one command they are given and end with it. */
const COMMAND_DOCUMENTS: ReadonlySet<string> = new Set([
  'AWS-StartInteractiveCommand',
  'AWS-StartNonInteractiveCommand',
]);

/** The one command that a terminal at this target runs, where the target says which; null where it is a shell or not ours to know. */
export function onlyCommand({ document, parameters }: Pick<Target, 'document' | 'parameters'>): string | null {
  if (document === null || !COMMAND_DOCUMENTS.has(document)) return null;
  return parameters.command?.join(' ') || null;
}

/**
 * The document that a terminal at this target follows, with its parameters, in one line; null where it is the account's own shell, or one
 * command that is told in full.
 */
export function ownDocument({ document, parameters }: Pick<Target, 'document' | 'parameters'>): string | null {
  if (document === null || document === SHELL_DOCUMENT || onlyCommand({ document, parameters }) !== null) return null;
  return [document, ...Object.entries(parameters).map(([name, values]) => `${name}=${values.join(',')}`)].join(' ');
}

/** The way in to a target. */
export function wayIn({ nodeId, document, parameters, command }: Target): WayIn {
  return nodeId !== null && document !== null
    ? { via: 'node', nodeId, document, parameters }
    : { via: 'bastion', command };
}
