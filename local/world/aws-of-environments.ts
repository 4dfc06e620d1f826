import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAwsOptions } from '../aws/start';

type Committed = {
  environments: { region: string; accountId: string; cluster: string; taskDefinition: string; container: string }[];
};

/** A few machines that Systems Manager manages, in the first environment's account and region: in the cloud, and in a warehouse, one of them silent. */
const nodes: LocalAwsOptions['nodes'] = [
  {
    id: 'i-0a4f19c27be350d11',
    computerName: 'ip-10-4-2-31',
    ipAddress: '10.4.2.31',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    tags: { Name: 'orders-web-1', team: 'payments', env: 'production' },
  },
  {
    id: 'i-0c52f8a90de164733',
    computerName: 'ip-10-4-8-40',
    ipAddress: '10.4.8.40',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    tags: { Name: 'report-builder', team: 'batch', env: 'production' },
  },
  {
    id: 'i-0d2f93b7715ce8a04',
    computerName: 'ip-10-6-1-12',
    ipAddress: '10.6.1.12',
    platformName: 'Ubuntu',
    platformVersion: '24.04',
    tags: { Name: 'batch-worker-1', team: 'batch', env: 'staging' },
  },
  {
    id: 'mi-0f2ab9c4d81e6e570',
    computerName: 'warehouse-scanner-07',
    ipAddress: '192.168.40.17',
    tags: { team: 'warehouse', site: 'osaka' },
  },
  {
    id: 'mi-09d1c77ab2e04f318',
    computerName: 'label-printer-gw',
    ipAddress: '192.168.40.5',
    tags: { team: 'warehouse', site: 'osaka' },
  },
  {
    id: 'mi-0b7e1f5a2c9d46083',
    computerName: 'dock-gate-2',
    ipAddress: '192.168.40.22',
    tags: { team: 'warehouse', site: 'osaka' },
    silentForMs: 3 * 3_600_000,
  },
];

/** A document of the company's own: one command whose errors and exit code are told apart from its output. */
const documents: LocalAwsOptions['documents'] = {
  'Kestrel-Command': {
    schemaVersion: '1.0',
    sessionType: 'NonInteractiveCommands',
    parameters: { command: { type: 'String' } },
    properties: { linux: { commands: '{{ command }}', separateOutputStream: true } },
  },
};

/** The account, clusters and task definition that the committed environments expect to find, and a few nodes and documents, so that the local AWS has them. */
export function awsOfEnvironments(root: string): Partial<LocalAwsOptions> {
  const path = join(root, 'local', 'environments.json');
  if (!existsSync(path)) return {};
  const { environments } = JSON.parse(readFileSync(path, 'utf8')) as Committed;
  const [first] = environments;
  if (!first) return {};
  return {
    region: first.region,
    accountId: first.accountId,
    clusters: [...new Set(environments.map(({ cluster }) => cluster))],
    taskDefinition: { family: first.taskDefinition, container: first.container },
    nodes,
    documents,
  };
}
