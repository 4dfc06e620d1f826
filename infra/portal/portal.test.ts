import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TERMINAL_PATH } from '../../lib/bridge/attach';
import { readContext } from '../context/read-context';
import { exampleText } from '../examples';
import { EVERY_EXAMPLE, ofType, only, policies } from '../testing/template';
import { toldOf } from './add-service';

type Attributes = { Key: string; Value: string }[];
const asRecord = (attributes: unknown) =>
  Object.fromEntries((attributes as Attributes).map(({ Key, Value }) => [Key, Value]));

test.each(EVERY_EXAMPLE)('the load balancer of %s keeps quiet terminals, and logs who came', (example) => {
  const attributes = asRecord(
    only(example, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.LoadBalancerAttributes,
  );
  // The bridge pings every 20 seconds.
  expect(Number(attributes['idle_timeout.timeout_seconds'])).toBeGreaterThanOrEqual(60);
  expect(attributes).toMatchObject({
    'routing.http.drop_invalid_header_fields.enabled': 'true',
    'deletion_protection.enabled': 'true',
    'access_logs.s3.enabled': 'true',
  });
});

// With a condition on the source the load balancer could not be made: its first write, a test, does not carry one.
test.each(EVERY_EXAMPLE)('the load balancer of %s is let into its log by the path of this account', (example) => {
  const bucket = policies(example).find(({ resource }) => resource.id === 'AccessLogPolicy');
  expect(bucket?.statements.find(({ Sid }) => Sid === 'LoadBalancerWrites')).toEqual({
    Sid: 'LoadBalancerWrites',
    Effect: 'Allow',
    Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
    Action: ['s3:PutObject'],
    Resource: ['{AccessLog.Arn}/AWSLogs/{AccountId}/*'],
  });
});

test.each(EVERY_EXAMPLE)(
  "terminals of %s go to the bridges by the product's own path, without stickiness",
  (example) => {
    const rule = only(example, 'AWS::ElasticLoadBalancingV2::ListenerRule').Properties;
    const [pattern = ''] = JSON.stringify(rule.Conditions).match(/\/ws\/\*/) ?? [];
    expect(TERMINAL_PATH.startsWith(pattern.replace('*', ''))).toBe(true);
    expect(JSON.stringify(rule.Actions)).toContain('{Targetsbridge}');
    for (const { Properties } of ofType(example, 'AWS::ElasticLoadBalancingV2::TargetGroup')) {
      const attributes = asRecord(Properties.TargetGroupAttributes);
      expect(attributes['stickiness.enabled']).toBeUndefined();
      expect(Number(attributes['deregistration_delay.timeout_seconds'])).toBeLessThanOrEqual(20);
    }
  },
);

test.each(EVERY_EXAMPLE)('the load balancer of %s takes TLS 1.2 and newer, and nothing without', (example) => {
  expect(only(example, 'AWS::ElasticLoadBalancingV2::Listener').Properties).toMatchObject({
    Port: 443,
    Protocol: 'HTTPS',
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  });
});

test.each(EVERY_EXAMPLE)('Postern in %s is not root, writes nothing but /tmp, and has no public address', (example) => {
  const tasks = ofType(example, 'AWS::ECS::TaskDefinition').filter(({ stack }) => stack.endsWith('portal'));
  for (const { Properties } of tasks)
    for (const container of Properties.ContainerDefinitions as unknown as Record<string, unknown>[])
      expect(container).toMatchObject({
        User: '10001:10001',
        ReadonlyRootFilesystem: true,
        LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
        MountPoints: [{ ContainerPath: '/tmp' }],
      });
  for (const { Properties } of ofType(example, 'AWS::ECS::Service'))
    expect(JSON.stringify(Properties.NetworkConfiguration)).toContain('"AssignPublicIp":"DISABLED"');
});

test('what Postern is told at its start is part of its task definitions, so that a change of it starts them anew', () => {
  const context = readContext(exampleText('tokyo'), 'tokyo');
  const [target] = context.environment.targets;
  if (!target) throw new Error('Tokyo has no target');
  const renamed = { ...context.environment, targets: [{ ...target, name: 'other' }] };
  const other = [
    toldOf({ ...context, environment: renamed }),
    toldOf({ ...context, identity: { ...context.identity, issuer: 'https://elsewhere.example.com' } }),
  ];
  expect(new Set([toldOf(context), ...other]).size).toBe(3);
  const larger: typeof context = { ...context, portal: { ...context.portal, webTasks: 9 } };
  expect(toldOf(larger)).toBe(toldOf(context));
  for (const { Properties } of ofType('tokyo', 'AWS::ECS::TaskDefinition').filter(({ stack }) =>
    stack.endsWith('portal'),
  ))
    for (const container of Properties.ContainerDefinitions as unknown as Record<string, unknown>[])
      expect(container.DockerLabels).toEqual({ 'postern.told': toldOf(context) });
});

test.each(EVERY_EXAMPLE)('the jobs of %s migrate before they start, and nobody else does', (example) => {
  for (const { Properties, id } of ofType(example, 'AWS::ECS::TaskDefinition')) {
    const text = JSON.stringify(Properties.ContainerDefinitions);
    expect([id, text.includes('prisma/migrate.ts')]).toEqual([id, id === 'Taskjobs']);
    if (id === 'Taskjobs') expect(text).toContain('{"Condition":"SUCCESS","ContainerName":"migrate"}');
  }
});

test.each(EVERY_EXAMPLE)('bridges of %s follow the terminals open in them, by the line each logs', (example) => {
  const { FilterPattern, MetricTransformations } = only(example, 'AWS::Logs::MetricFilter').Properties;
  const policy = JSON.stringify(only(example, 'AWS::ApplicationAutoScaling::ScalingPolicy').Properties);
  expect(FilterPattern).toBe('{ $.openTerminals >= 0 }');
  expect(MetricTransformations).toMatchObject([{ MetricName: 'OpenTerminals', MetricValue: '$.openTerminals' }]);
  expect(policy).toContain('"MetricName":"OpenTerminals"');
  expect(readFileSync('lib/bridge/live-terminals.ts', 'utf8')).toContain('log.info({ openTerminals: ');
  const bridge = only(example, 'AWS::ECS::Service', 'Servicebridge').Properties;
  expect(bridge.DesiredCount).toBeUndefined();
});
