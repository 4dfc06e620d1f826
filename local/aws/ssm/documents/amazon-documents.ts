import type { StoredDocument } from '../resources';
import type { SessionDocument } from './session-document';

const portPattern = '^([1-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$';
const localPortPattern =
  '^([0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$';

const port = (fallback: string) => ({
  type: 'String' as const,
  description: '(Optional) Port of the service on the node',
  default: fallback,
  allowedPattern: portPattern,
});
const localPort = {
  type: 'String' as const,
  description: '(Optional) Port on the local machine; 0 lets the system choose',
  default: '0',
  allowedPattern: localPortPattern,
};
const command = { type: 'String' as const, description: '(Required) Command to be run on the node' };

const contents: Record<string, SessionDocument> = {
  'AWS-StartPortForwardingSession': {
    schemaVersion: '1.0',
    description: 'Forwards a port of the node',
    sessionType: 'Port',
    parameters: { portNumber: port('80'), localPortNumber: localPort },
    properties: {
      portNumber: '{{ portNumber }}',
      type: 'LocalPortForwarding',
      localPortNumber: '{{ localPortNumber }}',
    },
  },
  'AWS-StartPortForwardingSessionToRemoteHost': {
    schemaVersion: '1.0',
    description: 'Forwards a port of a host that the node reaches',
    sessionType: 'Port',
    parameters: {
      host: {
        type: 'String',
        description: '(Optional) Host name or address of the destination',
        default: 'localhost',
        allowedPattern: '^[^,$^&|;()\\s]{1,255}$',
      },
      portNumber: port('80'),
      localPortNumber: localPort,
    },
    properties: {
      host: '{{ host }}',
      portNumber: '{{ portNumber }}',
      type: 'LocalPortForwarding',
      localPortNumber: '{{ localPortNumber }}',
    },
  },
  'AWS-StartSSHSession': {
    schemaVersion: '1.0',
    description: 'Carries SSH to the node',
    sessionType: 'Port',
    parameters: { portNumber: port('22') },
    properties: { portNumber: '{{ portNumber }}' },
  },
  'AWS-StartInteractiveCommand': {
    schemaVersion: '1.0',
    description: 'Runs one command on a terminal of the node',
    sessionType: 'InteractiveCommands',
    parameters: { command },
    properties: { linux: { commands: '{{ command }}', runAsElevated: false } },
  },
  'AWS-StartNonInteractiveCommand': {
    schemaVersion: '1.0',
    description: 'Runs one command on the node without a terminal',
    sessionType: 'NonInteractiveCommands',
    parameters: { command },
    properties: { linux: { commands: '{{ command }}', runAsElevated: false } },
  },
};

/** The session documents that Amazon keeps in every region, by name. */
export const amazonDocuments: ReadonlyMap<string, StoredDocument> = new Map(
  Object.entries(contents).map(([name, content]) => {
    const version = {
      number: 1,
      name: undefined,
      content: JSON.stringify(content, null, 2),
      createdAt: Date.UTC(2022, 0, 1),
    };
    const document: StoredDocument = {
      name,
      owner: 'Amazon',
      targetType: undefined,
      defaultVersion: 1,
      versions: [version],
      tags: [],
    };
    return [name, document];
  }),
);
