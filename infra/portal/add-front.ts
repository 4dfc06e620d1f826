import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnListener, CfnListenerRule, CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { addClosedBucket } from '../closed-bucket';
import type { Context } from '../context/context-file';
import { type Names, PORTAL_PORT } from '../names';
import type { Places } from '../network/places';

/** Seconds without a byte after which the load balancer cuts a line; the bridge pings every 20. */
const IDLE_SECONDS = 300;
/** Seconds a task that is going away keeps its lines. Bridges hand theirs over within ten, so waiting longer only slows a deployment. */
const DRAIN_SECONDS = { web: 20, bridge: 15 } as const;
/** Days the load balancer's own log is kept. */
const ACCESS_LOG_DAYS = 90;

/** The load balancer: TLS, pages to web, terminals to the bridges. No stickiness: any bridge can show any terminal. */
export function addFront(scope: Construct, context: Context, names: Names, at: { places: Places; group: string }) {
  const { bucket, policy } = addAccessLog(scope, names);
  const front = (context.network.create ?? context.network.adopt)?.front ?? 'internal';
  const balancer = new CfnLoadBalancer(scope, 'LoadBalancer', {
    name: names.stack('front'),
    type: 'application',
    scheme: front === 'internet' ? 'internet-facing' : 'internal',
    subnets: [...at.places.loadBalancerSubnetIds],
    securityGroups: [at.group],
    loadBalancerAttributes: Object.entries({
      'idle_timeout.timeout_seconds': String(IDLE_SECONDS),
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'deletion_protection.enabled': 'true',
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': bucket.ref,
    }).map(([key, value]) => ({ key, value })),
  });
  balancer.addResourceDependency(policy);
  const group = (role: 'web' | 'bridge') =>
    new CfnTargetGroup(scope, `Targets${role}`, {
      name: names.stack(role),
      vpcId: at.places.vpcId,
      targetType: 'ip',
      protocol: 'HTTP',
      port: PORTAL_PORT,
      healthCheckPath: '/api/health',
      healthCheckIntervalSeconds: 10,
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
      targetGroupAttributes: [
        { key: 'deregistration_delay.timeout_seconds', value: String(DRAIN_SECONDS[role]) },
        { key: 'load_balancing.algorithm.type', value: 'least_outstanding_requests' },
      ],
    });
  const [web, bridge] = [group('web'), group('bridge')];
  const listener = new CfnListener(scope, 'Listener', {
    loadBalancerArn: balancer.ref,
    port: 443,
    protocol: 'HTTPS',
    sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    certificates: [{ certificateArn: context.portal.certificateArn }],
    defaultActions: [{ type: 'forward', targetGroupArn: web.ref }],
  });
  const terminals = new CfnListenerRule(scope, 'Terminals', {
    listenerArn: listener.ref,
    priority: 10,
    conditions: [{ field: 'path-pattern', pathPatternConfig: { values: ['/ws/*'] } }],
    actions: [{ type: 'forward', targetGroupArn: bridge.ref }],
  });
  return { dnsName: balancer.attrDnsName, listener: terminals, targetGroups: { web: web.ref, bridge: bridge.ref } };
}

function addAccessLog(scope: Construct, names: Names) {
  const made = addClosedBucket(scope, 'AccessLog', {
    withoutAccessLog: 'It is the access log; a log of the log has no end.',
    bucketName: `${names.stack('access')}-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
    // The load balancer writes to no bucket with a key of ours.
    bucketEncryption: {
      serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    },
    lifecycleConfiguration: {
      rules: [
        {
          id: 'remove-when-due',
          status: 'Enabled',
          expirationInDays: ACCESS_LOG_DAYS,
          noncurrentVersionExpiration: { noncurrentDays: 30 },
        },
      ],
    },
    rights: (bucketArn) => [
      {
        sid: 'LoadBalancerWrites',
        why: 'The load balancer of this account puts its log there.',
        principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        actions: ['s3:PutObject'],
        resources: [`${bucketArn}/AWSLogs/${Aws.ACCOUNT_ID}/*`],
        wildcard:
          'An object is named after time and address. The service writes below an account for its own load balancers only.',
      },
    ],
  });
  made.bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return made;
}
