import { CloudError } from '../domain/cloud-error';
import type { Seen } from '../domain/targets/environment-facts';
import type { Clock, EnvironmentReader, OnBehalfOf } from '../use-cases/ports';
import type { AwsClients } from './clients';
import { describeCluster } from './ecs/describe-cluster';
import { describeTaskDefinition } from './ecs/describe-task-definition';
import { readSessionDocument } from './ssm/read-session-document';
import { assumeOperatorRole } from './sts/assume-operator-role';
import { getCallerIdentity } from './sts/get-caller-identity';

/** Whom the operator role is taken on for when nobody asks for a shell; CloudTrail shows it so. */
const NOBODY: OnBehalfOf = {
  personId: 'postern-doctor',
  email: 'postern-doctor',
  requestNumber: 0,
  terminalId: 'postern-doctor',
};

/** What AWS has of an environment, by calls that change nothing. The operator's credentials are taken, and used for nothing. */
export function cloudEnvironments(clients: AwsClients, clock: Clock): EnvironmentReader {
  return {
    async look({ region, cluster, taskDefinition, operatorRoleArn, documents }) {
      const [caller, clusterSeen, definition, operator, ...read] = await Promise.all([
        seen(getCallerIdentity(clients.sts(region), () => clock.now())),
        seen(describeCluster(clients.ecs(region), cluster)),
        seen(describeTaskDefinition(clients.ecs(region), taskDefinition)),
        operatorRoleArn === null
          ? null
          : // Afresh, never as remembered: what is asked is whether it may be done now.
            seen(
              assumeOperatorRole(clients.sts(region), operatorRoleArn, NOBODY).then(({ assumedRole }) => assumedRole),
            ),
        ...documents.map(async (name) => ({ name, seen: await seen(readSessionDocument(clients.ssm(region), name)) })),
      ]);
      return { caller, cluster: clusterSeen, taskDefinition: definition, operator, documents: read };
    },
  };
}

/** An answer of AWS as a value, whichever it is; anything but a CloudError is a fault of ours and is thrown. */
async function seen<Value>(asked: Promise<Value | null>): Promise<Seen<Value>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (error instanceof CloudError) return { error };
    throw error;
  }
}
