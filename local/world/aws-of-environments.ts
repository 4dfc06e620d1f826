import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAwsOptions } from '../aws/start';

type Committed = {
  environments: { region: string; accountId: string; cluster: string; taskDefinition: string; container: string }[];
};

/** A few EC2 machines that Systems Manager manages, in the first environment's account and region. */
const nodes: LocalAwsOptions['nodes'] = [
  {
    id: 'i-0a4f19c27be350d11',
    computerName: 'orders-web-1',
    ipAddress: '10.4.2.31',
    tags: { Name: 'orders-web-1', team: 'payments', env: 'production' },
  },
  {
    id: 'i-0b83d5e6412f7a022',
    computerName: 'orders-web-2',
    ipAddress: '10.4.2.32',
    tags: { Name: 'orders-web-2', team: 'payments', env: 'production' },
  },
  {
    id: 'i-0c52f8a90de164733',
    computerName: 'report-builder',
    ipAddress: '10.4.8.40',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    tags: { Name: 'report-builder', team: 'batch', env: 'production' },
  },
];

/** The account, clusters and task definition that the committed environments expect to find, and a few nodes, so that the local AWS has them. */
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
  };
}
