import { CfnScalableTarget, CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import { type CfnLogGroup, CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import type { Names } from '../names';

/** Seconds after which another bridge may come, and after which one may go. */
const OUT_SECONDS = 60;
const IN_SECONDS = 900;
const METRIC = 'OpenTerminals';

/** As many bridges as the terminals open in them ask for. The number is in a line each bridge logs every minute. */
export function addScaling(
  scope: Construct,
  { portal }: Context,
  names: Names,
  of: { service: CfnService; log: CfnLogGroup },
): void {
  const namespace = names.stack('bridges');
  const filter = new CfnMetricFilter(scope, 'OpenTerminals', {
    logGroupName: names.portalLog('bridge'),
    filterPattern: '{ $.openTerminals >= 0 }',
    metricTransformations: [{ metricName: METRIC, metricNamespace: namespace, metricValue: '$.openTerminals' }],
  });
  filter.addResourceDependency(of.log);
  const target = new CfnScalableTarget(scope, 'Bridges', {
    serviceNamespace: 'ecs',
    scalableDimension: 'ecs:service:DesiredCount',
    resourceId: `service/${names.portalCluster}/${names.stack('bridge')}`,
    minCapacity: portal.bridgeTasks.least,
    maxCapacity: portal.bridgeTasks.most,
  });
  target.addResourceDependency(of.service);
  new CfnScalingPolicy(scope, 'BridgesFollowTerminals', {
    policyName: names.stack('bridges-follow-terminals'),
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.ref,
    targetTrackingScalingPolicyConfiguration: {
      // Each bridge logs its own number, so the average is per bridge.
      customizedMetricSpecification: { metricName: METRIC, namespace, statistic: 'Average' },
      targetValue: portal.terminalsPerBridge,
      scaleOutCooldown: OUT_SECONDS,
      scaleInCooldown: IN_SECONDS,
    },
  });
}
