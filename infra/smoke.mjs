// `node infra/smoke.mjs mine.json`: asks a real account, reading only, whether what the templates promise is there and well. It uses
// the `aws` command with the credentials it finds. Exit 0: all holds; 1: something does not; 2: it could not be asked.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const STACKS = ['registry', 'session', 'network', 'bastion', 'identity', 'portal'];
const COMPLETE = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

/** What is asked, and what a good answer is; `ask` takes the arguments of the aws command and answers its JSON. */
export function checks({ name, database, records, portal }, ask) {
  const stacks = [...STACKS, ...(database.create ? ['database'] : [])];
  const service = (role) =>
    ask('ecs', 'describe-services', '--cluster', `${name}-portal`, '--services', `${name}-${role}`).services[0];
  return [
    ...stacks.map((stack) => ({
      what: `stack ${name}-${stack} is complete`,
      holds: () =>
        COMPLETE.test(
          ask('cloudformation', 'describe-stacks', '--stack-name', `${name}-${stack}`).Stacks[0].StackStatus,
        ),
    })),
    {
      what: 'every endpoint of the network stack is available',
      holds: () => {
        const ids = ask('cloudformation', 'list-stack-resources', '--stack-name', `${name}-network`)
          .StackResourceSummaries.filter(({ ResourceType }) => ResourceType === 'AWS::EC2::VPCEndpoint')
          .map(({ PhysicalResourceId }) => PhysicalResourceId);
        if (ids.length === 0) return true;
        return ask('ec2', 'describe-vpc-endpoints', '--vpc-endpoint-ids', ...ids).VpcEndpoints.every(
          ({ State, VpcEndpointType, PrivateDnsEnabled }) =>
            State === 'available' && (VpcEndpointType === 'Gateway' || PrivateDnsEnabled),
        );
      },
    },
    ...['web', 'bridge', 'jobs'].map((role) => ({
      what: `service ${name}-${role} runs what it should`,
      holds: () => {
        const { runningCount, desiredCount } = service(role);
        const least = role === 'bridge' ? portal.bridgeTasks.least : portal[`${role}Tasks`];
        return runningCount === desiredCount && runningCount >= least;
      },
    })),
    ...['web', 'bridge'].map((role) => ({
      what: `every target of ${name}-${role} is healthy`,
      holds: () => {
        const [group] = ask('elbv2', 'describe-target-groups', '--names', `${name}-${role}`).TargetGroups;
        const targets = ask(
          'elbv2',
          'describe-target-health',
          '--target-group-arn',
          group.TargetGroupArn,
        ).TargetHealthDescriptions;
        return targets.length > 0 && targets.every(({ TargetHealth }) => TargetHealth.State === 'healthy');
      },
    })),
    {
      what: 'shells are logged to an encrypted group that is kept',
      holds: () => {
        const [cluster] = ask(
          'ecs',
          'describe-clusters',
          '--clusters',
          `${name}-bastions`,
          '--include',
          'CONFIGURATIONS',
        ).clusters;
        const log = cluster.configuration.executeCommandConfiguration.logConfiguration;
        const group = ask('logs', 'describe-log-groups', '--log-group-name-prefix', log.cloudWatchLogGroupName)
          .logGroups[0];
        return log.cloudWatchEncryptionEnabled && Boolean(group?.kmsKeyId) && group.retentionInDays === records.logDays;
      },
    },
    {
      what: 'every task in the cluster of bastions carries our tag',
      holds: () => {
        const { taskArns } = ask('ecs', 'list-tasks', '--cluster', `${name}-bastions`);
        if (taskArns.length === 0) return true;
        const { tasks } = ask(
          'ecs',
          'describe-tasks',
          '--cluster',
          `${name}-bastions`,
          '--include',
          'TAGS',
          '--tasks',
          ...taskArns.slice(0, 100),
        );
        return tasks.every(({ tags }) => tags.some(({ key }) => key === 'postern:bastion'));
      },
    },
  ];
}

function askAws(region) {
  return (...words) => {
    const { status, stdout, stderr, error } = spawnSync('aws', [...words, '--region', region, '--output', 'json'], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error((error?.message ?? stderr).trim());
    return JSON.parse(stdout);
  };
}

/** Runs every check, whatever became of those before it; the exit code, and a line each to `say`. */
export function smoke(context, ask, say) {
  let worst = 0;
  for (const { what, holds } of checks(context, ask)) {
    try {
      const good = holds();
      say(`${good ? '✓' : '✕'} ${what}`);
      worst = Math.max(worst, good ? 0 : 1);
    } catch (error) {
      say(`? ${what}: ${error.message}`);
      worst = 2;
    }
  }
  return worst;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = process.argv[2];
  if (!path) {
    console.error('Name the context file that was deployed.');
    process.exit(2);
  }
  const context = JSON.parse(readFileSync(path, 'utf8'));
  process.exit(smoke(context, askAws(context.region), console.log));
}
