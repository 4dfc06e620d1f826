import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnCluster } from 'aws-cdk-lib/aws-ecs';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentPlaces } from '../../lib/domain/targets/environment-needs';
import { environmentsFileOf } from '../bastion/environment-of';
import type { Context } from '../context/context-file';
import { IDENTITY_VARIABLES, identityParameter } from '../identity/identity-stack';
import { arnOf, type Names, repositoryOf } from '../names';
import type { Groups } from '../network/add-groups';
import type { Places } from '../network/places';
import { startsTasks } from '../rights/bastion-rights';
import { targetNodes } from '../rights/node-rights';
import { ofBridge, ofJobs, readsPortalSecrets } from '../rights/portal-rights';
import { addRole, type Right } from '../rights/right';
import { tasksOfThisAccount } from '../rights/trusts';
import { addFront } from './add-front';
import { addScaling } from './add-scaling';
import { addService, type PortalRole } from './add-service';

type PortalProps = StackProps & {
  places: Places;
  groups: Groups;
  keyArn: string;
  environment: EnvironmentPlaces;
  databaseSecretArn: string;
  authSecretArn: string;
};

/** Postern itself: three services of one image behind one load balancer, each with a role of its own. */
export class PortalStack extends Stack {
  constructor(scope: Construct, context: Context, names: Names, props: PortalProps) {
    super(scope, names.stack('portal'), { env: props.env, description: 'Postern: pages, bridges and jobs' });
    const { places, groups } = props;
    const environments = names.parameter('environments');
    const parameter = new CfnParameter(this, 'Environments', {
      name: environments,
      type: 'String',
      tier: 'Intelligent-Tiering',
      value: environmentsFileOf(context, props.environment),
      description: 'What POSTERN_ENVIRONMENTS holds',
    });
    const cluster = new CfnCluster(this, 'Cluster', {
      clusterName: names.portalCluster,
      clusterSettings: [{ name: 'containerInsights', value: 'enabled' }],
    });
    const secretArns = {
      POSTERN_DATABASE_SECRET: props.databaseSecretArn,
      AUTH_SECRET: props.authSecretArn,
      OIDC_CLIENT_SECRET: context.identity.clientSecretArn,
    };
    const parameters = {
      ...Object.fromEntries(
        Object.entries(IDENTITY_VARIABLES).map(([variable, key]) => [variable, identityParameter(names, key)]),
      ),
      POSTERN_ENVIRONMENTS_JSON: environments,
    };
    const secrets = {
      ...secretArns,
      ...Object.fromEntries(Object.entries(parameters).map(([name, path]) => [name, arnOf('ssm', `parameter${path}`)])),
    };
    const execution = addRole(this, 'ExecutionRole', {
      name: names.portalExecutionRole,
      what: 'ECS starts Postern with it; Postern itself never holds it',
      trust: tasksOfThisAccount(),
      rights: [
        ...startsTasks(
          repositoryOf(context.portal.image),
          ['web', 'bridge', 'jobs'].map((role) => names.portalLog(role)),
        ),
        ...readsPortalSecrets(Object.values(secretArns), Object.values(parameters)),
      ],
    });
    const front = addFront(this, context, names, { places, group: groups.loadBalancer });
    const nodes = targetNodes(context);
    const rights: Record<PortalRole, { name: string; what: string; rights: readonly Right[] }> = {
      web: { name: names.webRole, what: 'Pages and sign-in: they ask AWS for nothing', rights: [] },
      bridge: {
        name: names.bridgeRole,
        what: 'Terminals: opens shells as a person, ends them',
        rights: ofBridge(names, { hybrid: context.bastion.hybrid, nodes }),
      },
      jobs: {
        name: names.jobsRole,
        what: 'Launches, follows and stops bastions; can enter none',
        rights: ofJobs(names, { hybrid: context.bastion.hybrid, nodes }),
      },
    };
    for (const role of ['web', 'bridge', 'jobs'] as const) {
      const log = new CfnLogGroup(this, `Log${role}`, {
        logGroupName: names.portalLog(role),
        retentionInDays: context.records.logDays,
        kmsKeyId: props.keyArn,
      });
      log.applyRemovalPolicy(RemovalPolicy.RETAIN);
      const taskRole = addRole(this, `Role${role}`, { ...rights[role], trust: tasksOfThisAccount() });
      const service = addService(this, role, context, names, {
        subnetIds: places.taskSubnetIds,
        groupId: groups.portal,
        secrets,
        targetGroupArn: role === 'jobs' ? null : front.targetGroups[role],
      });
      service.definition.addResourceDependency(execution);
      service.definition.addResourceDependency(taskRole);
      service.definition.addResourceDependency(log);
      service.definition.addResourceDependency(parameter);
      service.service.addResourceDependency(cluster);
      if (role !== 'jobs') service.service.addResourceDependency(front.listener);
      if (role === 'bridge') addScaling(this, context, names, { service: service.service, log });
    }
    new CfnOutput(this, 'PortalAddress', { value: context.portal.url });
    new CfnOutput(this, 'LoadBalancerName', { value: front.dnsName });
    new CfnOutput(this, 'RedirectAddress', { value: `${new URL(context.portal.url).origin}/api/auth/callback/oidc` });
  }
}
