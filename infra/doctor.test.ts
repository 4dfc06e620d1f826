import { expect, test } from 'vitest';
import { type EnvironmentFacts, examinedOf } from '../lib/domain/targets/environment-facts';
import { examineEnvironment } from '../lib/domain/targets/examine-environment';
import { environmentsFile } from '../lib/inputs/environments';
import type { Example } from './examples';
import { deployed, EVERY_EXAMPLE, only, withMistake } from './testing/template';

// What the stacks make has to be what the doctor calls well; otherwise one of the two describes another environment.

type Container = {
  Name: string;
  LinuxParameters?: { InitProcessEnabled?: boolean };
  ReadonlyRootFilesystem?: boolean;
  LogConfiguration?: { LogDriver: string };
};

/** Documents are the account's, not the stacks'. */
const DOCUMENT = (name: string) => ({
  name,
  sessionType: 'Standard_Stream',
  kmsKeyId: 'key',
  logGroup: '/sessions',
  bucket: null,
  idleMinutes: 20,
});

/** What AWS would answer after deploying an example. */
function factsOf(example: Example, documents: readonly string[]): EnvironmentFacts {
  const read = <Value>(type: string, id?: string) =>
    JSON.parse(deployed(JSON.stringify(only(example, type, id).Properties))) as Value;
  const cluster = read<{
    ClusterName: string;
    Configuration: {
      ExecuteCommandConfiguration: {
        Logging: string;
        KmsKeyId: string;
        LogConfiguration: Record<'CloudWatchLogGroupName' | 'S3BucketName', string> &
          Record<'CloudWatchEncryptionEnabled' | 'S3EncryptionEnabled', boolean>;
      };
    };
  }>('AWS::ECS::Cluster', 'Bastions');
  const task = read<
    Record<'Family' | 'NetworkMode' | 'TaskRoleArn' | 'ExecutionRoleArn', string> & {
      RequiresCompatibilities: string[];
      ContainerDefinitions: Container[];
    }
  >('AWS::ECS::TaskDefinition', 'ExecTask');
  const exec = cluster.Configuration.ExecuteCommandConfiguration;
  const log = exec.LogConfiguration;
  const place = 'arn:aws:ecs:ap-northeast-1:111122223333';
  return {
    caller: {
      value: { accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/b/1', clockAheadMs: 0 },
    },
    cluster: {
      value: {
        arn: `${place}:cluster/${cluster.ClusterName}`,
        status: 'ACTIVE',
        exec: {
          logging: exec.Logging,
          kmsKeyId: exec.KmsKeyId,
          logGroup: log.CloudWatchLogGroupName,
          logGroupEncrypted: log.CloudWatchEncryptionEnabled,
          bucket: log.S3BucketName,
          bucketEncrypted: log.S3EncryptionEnabled,
        },
      },
    },
    taskDefinition: {
      value: {
        arn: `${place}:task-definition/${task.Family}:1`,
        status: 'ACTIVE',
        networkMode: task.NetworkMode,
        compatibilities: task.RequiresCompatibilities,
        taskRoleArn: task.TaskRoleArn,
        executionRoleArn: task.ExecutionRoleArn,
        containers: task.ContainerDefinitions.map((container) => ({
          name: container.Name,
          initProcessEnabled: container.LinuxParameters?.InitProcessEnabled ?? false,
          readonlyRootFilesystem: container.ReadonlyRootFilesystem ?? false,
          logDriver: container.LogConfiguration?.LogDriver ?? null,
        })),
      },
    },
    operator: { value: 'arn:aws:sts::111122223333:assumed-role/postern-operator/postern-doctor' },
    documents: documents.map((name) => ({ name, seen: { value: DOCUMENT(name) } })),
  };
}

function examined(example: Example) {
  const parameter = only(example, 'AWS::SSM::Parameter', 'Environments').Properties.Value;
  const [environment] = environmentsFile.parse(JSON.parse(deployed(String(parameter)))).environments;
  if (!environment) throw new Error(`${example} hands no environment to Postern`);
  const whole = examinedOf(environment, environment.targets);
  return examineEnvironment(whole, factsOf(example, whole.documents));
}

test.each(EVERY_EXAMPLE)('the doctor finds nothing amiss in what %s makes', (example) => {
  expect(examined(example).filter(({ state }) => state !== 'ok')).toEqual([]);
});

test('and would find a task role that is the execution role', () => {
  withMistake(
    (every) => {
      for (const { Type, Properties } of every)
        if (Type === 'AWS::ECS::TaskDefinition') Properties.TaskRoleArn = Properties.ExecutionRoleArn ?? '';
    },
    () => expect(examined('tokyo').find(({ check }) => check === 'taskRoles')?.state).toBe('fault'),
  );
});
