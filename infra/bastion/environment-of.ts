import { Aws } from 'aws-cdk-lib';
import type { EnvironmentPlaces } from '../../lib/domain/targets/environment-needs';
import type { Context } from '../context/context-file';
import { BASTION_CONTAINER, type Names, roleArn } from '../names';

/** The places of the environment these stacks make: what the portal's environment form, and POSTERN_ENVIRONMENTS, ask for. */
export function placesOf(names: Names, subnets: readonly string[], bastionGroup: string): EnvironmentPlaces {
  return {
    region: Aws.REGION,
    accountId: Aws.ACCOUNT_ID,
    cluster: names.cluster,
    taskDefinition: names.bastionTask,
    container: BASTION_CONTAINER,
    subnets,
    securityGroups: [bastionGroup],
    operatorRoleArn: roleArn(names.operatorRole),
  };
}

/** The whole file of POSTERN_ENVIRONMENTS: the places, and what people decided in the context. */
export function environmentsFileOf(context: Context, places: EnvironmentPlaces): string {
  return JSON.stringify({ environments: [{ ...context.environment, ...places }] });
}
