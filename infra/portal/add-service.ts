import { createHash } from 'node:crypto';
import { Aws, Validations } from 'aws-cdk-lib';
import { CfnService, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import { type Names, PORTAL_PORT, roleArn } from '../names';

export type PortalRole = 'web' | 'bridge' | 'jobs';

/** Seconds a task has between TERM and KILL; handing terminals over takes up to ten. */
const STOP_SECONDS = 30;
/** Pages are not healthy before the migrations of the new version have run, which the jobs do. */
const GRACE_SECONDS = 300;
const SIZES: Record<PortalRole, { cpu: number; memory: number }> = {
  web: { cpu: 512, memory: 1024 },
  bridge: { cpu: 1024, memory: 2048 },
  jobs: { cpu: 256, memory: 1024 },
};
const HEALTHY = `fetch('http://127.0.0.1:${PORTAL_PORT}/api/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;

export type ServiceWiring = {
  subnetIds: readonly string[];
  groupId: string;
  /** Variable to ARN of the secret or parameter it comes from. */
  secrets: Readonly<Record<string, string>>;
  targetGroupArn: string | null;
};

/** The variables of one role that are no secret; the product's configuration is checked against them. */
export function variablesOf(role: PortalRole, { portal, identity }: Context): Record<string, string> {
  return {
    POSTERN_ROLES: role,
    POSTERN_URL: new URL(portal.url).origin,
    // The load balancer is the only one who can speak to it, and says who called.
    TRUST_PROXY: 'true',
    HOST: '0.0.0.0',
    PORT: String(PORTAL_PORT),
    ...(identity.proxyUrl
      ? {
          NODE_USE_ENV_PROXY: '1',
          HTTPS_PROXY: identity.proxyUrl,
          NO_PROXY: '127.0.0.1,localhost,169.254.169.254,169.254.170.2,.amazonaws.com',
        }
      : {}),
  };
}

/**
 * A digest of what tasks read from parameters when they start. ECS starts them anew when their definition changes, and a parameter is no part
 * of it: without this a target that was added would be deployed and not be there.
 */
export function toldOf({ environment, identity }: Pick<Context, 'environment' | 'identity'>): string {
  return createHash('sha256')
    .update(JSON.stringify([environment, identity]))
    .digest('hex');
}

/** One role of Postern as a Fargate service: not root, nothing writable but /tmp, no way in but the load balancer's. */
export function addService(scope: Construct, role: PortalRole, context: Context, names: Names, wiring: ServiceWiring) {
  const family = names.stack(role);
  const log = {
    logDriver: 'awslogs',
    options: { 'awslogs-group': names.portalLog(role), 'awslogs-region': Aws.REGION, 'awslogs-stream-prefix': role },
  };
  const container: CfnTaskDefinition.ContainerDefinitionProperty = {
    name: role,
    image: context.portal.image,
    essential: true,
    environment: Object.entries(variablesOf(role, context)).map(([name, value]) => ({ name, value })),
    secrets: Object.entries(wiring.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    dockerLabels: { 'postern.told': toldOf(context) },
    user: '10001:10001',
    readonlyRootFilesystem: true,
    mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false }],
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
    stopTimeout: STOP_SECONDS,
    logConfiguration: log,
  };
  const definition = new CfnTaskDefinition(scope, `Task${role}`, {
    family,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: String(SIZES[role].cpu),
    memory: String(SIZES[role].memory),
    runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: context.portal.processor },
    executionRoleArn: roleArn(names.portalExecutionRole),
    taskRoleArn: roleArn(names.stack(role)),
    volumes: [{ name: 'tmp' }],
    containerDefinitions: [
      {
        ...container,
        portMappings: [{ containerPort: PORTAL_PORT, protocol: 'tcp' }],
        healthCheck: {
          command: ['CMD', 'node', '-e', HEALTHY],
          interval: 30,
          timeout: 5,
          retries: 3,
          startPeriod: 120,
        },
        ...(role === 'jobs' ? { dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }] } : {}),
      },
      // Migrations only add, and wait for each other, so the old version goes on while the new one brings its own.
      ...(role === 'jobs'
        ? [{ ...container, name: 'migrate', essential: false, command: ['--import', 'tsx', 'prisma/migrate.ts'] }]
        : []),
    ],
  });
  Validations.of(definition).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason:
      'What is set here is no secret: address, port, role of the process. Secrets come from Secrets Manager and parameters.',
  });
  const service = new CfnService(scope, `Service${role}`, {
    serviceName: family,
    cluster: names.portalCluster,
    taskDefinition: definition.ref,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    // The number of bridges is set by scaling; a number here would put it back with each deployment.
    ...(role === 'bridge' ? {} : { desiredCount: context.portal[`${role}Tasks`] }),
    enableExecuteCommand: false,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...wiring.subnetIds],
        securityGroups: [wiring.groupId],
        assignPublicIp: 'DISABLED',
      },
    },
    deploymentConfiguration: {
      // New ones first: terminals move to a bridge that is there already.
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    ...(wiring.targetGroupArn === null
      ? {}
      : {
          healthCheckGracePeriodSeconds: GRACE_SECONDS,
          loadBalancers: [{ containerName: role, containerPort: PORTAL_PORT, targetGroupArn: wiring.targetGroupArn }],
        }),
  });
  return { definition, service };
}
