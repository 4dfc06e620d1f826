import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalAwsOptions } from '../aws/start';

type Committed = {
  environments: { region: string; accountId: string; cluster: string; taskDefinition: string; container: string }[];
};

/** The account, clusters and task definition that the committed environments expect to find, so that the local AWS has them. */
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
  };
}
