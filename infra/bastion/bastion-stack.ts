import { Aws, CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnCluster, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { EnvironmentPlaces } from '../../lib/domain/targets/environment-needs';
import type { Context } from '../context/context-file';
import { BASTION_CONTAINER, EXEC_PREFIX, type Names, repositoryOf, roleArn } from '../names';
import { type Keys, ofExecBastion, ofManagedNode, ofNodeTask, ofOperator, startsTasks } from '../rights/bastion-rights';
import { targetNodes } from '../rights/node-rights';
import { addRole } from '../rights/right';
import { bridgeForOnePerson, nodesOfThisAccount, tasksOfThisAccount } from '../rights/trusts';

/** Longest time Fargate waits between TERM and KILL, in seconds: the agent of a managed node ends its shells in it. */
const LONGEST_STOP = 120;
/** An ECS Exec bastion holds nothing; its agent ends with it. */
const SHORT_STOP = 10;

/** What the image says too; ECS reads it here alone. A bastion entered by ECS Exec has nothing of its own that could fail. */
const NODE_HEALTH = { command: ['CMD', 'postern-healthy'], interval: 30, timeout: 5, startPeriod: 150 };

type BastionProps = StackProps & Keys & { environment: EnvironmentPlaces };

/** Bastions: their cluster with its session log, what is started in it, and the roles around it. */
export class BastionStack extends Stack {
  constructor(scope: Construct, context: Context, names: Names, props: BastionProps) {
    super(scope, names.stack('bastion'), {
      env: props.env,
      description: 'Postern: cluster, task definitions and roles of bastions',
    });
    const { hybrid } = context.bastion;
    this.addRoles(context, names, props);
    this.addCluster(names, props.lineKeyArn);
    this.addTask('ExecTask', context, names, {
      family: names.bastionTask,
      taskRole: names.bastionTaskRole,
      command: ['sleep', 'infinity'],
      stopSeconds: SHORT_STOP,
    });
    if (hybrid) {
      this.addTask('NodeTask', context, names, {
        family: names.nodeTask,
        taskRole: names.nodeTaskRole,
        command: ['postern-node'],
        stopSeconds: LONGEST_STOP,
        healthCheck: NODE_HEALTH,
      });
    }
    for (const [key, value] of Object.entries(props.environment)) {
      new CfnOutput(this, `${key[0]?.toUpperCase()}${key.slice(1)}`, {
        description: `${key} of the environment`,
        value: typeof value === 'string' ? value : Fn.join(',', [...value]),
      });
    }
  }

  private addRoles(context: Context, names: Names, keys: Keys): void {
    const { hybrid } = context.bastion;
    addRole(this, 'ExecutionRole', {
      name: names.bastionExecutionRole,
      what: 'ECS starts a bastion with it; nothing inside the bastion ever holds it',
      trust: tasksOfThisAccount(),
      rights: startsTasks(repositoryOf(context.bastion.image), [names.bastionLog]),
    });
    addRole(this, 'ExecTaskRole', {
      name: names.bastionTaskRole,
      what: 'What a bastion entered by ECS Exec can do, and so everybody who is in it',
      trust: tasksOfThisAccount(),
      rights: ofExecBastion(names, keys),
    });
    addRole(this, 'Operator', {
      name: names.operatorRole,
      what: 'One person, for as long as it takes to open a shell',
      trust: bridgeForOnePerson(names),
      rights: ofOperator(names, { hybrid, nodes: targetNodes(context), lineKeyArn: keys.lineKeyArn }),
    });
    if (!hybrid) return;
    addRole(this, 'NodeRole', {
      name: names.nodeRole,
      what: 'What a managed node can do, and so everybody who is on it',
      trust: nodesOfThisAccount(),
      rights: ofManagedNode(names, keys),
    });
    addRole(this, 'NodeTaskRole', {
      name: names.nodeTaskRole,
      what: 'The task a managed node runs in: its entrypoint leaves the register with it; the agent and shells never hold it',
      trust: tasksOfThisAccount(),
      rights: ofNodeTask(),
    });
  }

  private addCluster(names: Names, lineKeyArn: string): void {
    new CfnCluster(this, 'Bastions', {
      clusterName: names.cluster,
      clusterSettings: [{ name: 'containerInsights', value: 'enabled' }],
      configuration: {
        executeCommandConfiguration: {
          logging: 'OVERRIDE',
          // Every line is encrypted end to end; the bridge refuses to go on without.
          kmsKeyId: lineKeyArn,
          logConfiguration: {
            cloudWatchLogGroupName: names.execLog,
            cloudWatchEncryptionEnabled: true,
            s3BucketName: names.recordsBucket,
            s3KeyPrefix: EXEC_PREFIX,
            s3EncryptionEnabled: true,
          },
        },
      },
    });
  }

  private addTask(
    id: string,
    { bastion }: Context,
    names: Names,
    task: {
      family: string;
      taskRole: string;
      command: readonly string[];
      stopSeconds: number;
      healthCheck?: CfnTaskDefinition.HealthCheckProperty;
    },
  ): void {
    const definition = new CfnTaskDefinition(this, id, {
      family: task.family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(bastion.cpu),
      memory: String(bastion.memory),
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: bastion.processor },
      executionRoleArn: roleArn(names.bastionExecutionRole),
      taskRoleArn: roleArn(task.taskRole),
      containerDefinitions: [
        {
          name: BASTION_CONTAINER,
          image: bastion.image,
          essential: true,
          command: [...task.command],
          // Reaps what shells leave behind, and hands TERM on.
          linuxParameters: { initProcessEnabled: true },
          // The agent that ECS puts into the container writes to its disk.
          readonlyRootFilesystem: false,
          stopTimeout: task.stopSeconds,
          healthCheck: task.healthCheck,
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': names.bastionLog,
              'awslogs-region': Aws.REGION,
              'awslogs-stream-prefix': task.family,
            },
          },
        },
      ],
    });
    definition.node.addDependency(this.node.findChild('ExecutionRole'), this.node.findChild(`${id}Role`));
  }
}
