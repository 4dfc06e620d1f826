import { Aws, CfnDeletionPolicy, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { addClosedBucket } from '../closed-bucket';
import type { Context } from '../context/context-file';
import { arnOf, type Names, NODE_PREFIX } from '../names';
import { explain, policyOf, type Right } from '../rights/right';
import { sessionDocument } from './session-document';

const ACCOUNT_DECIDES: Right = {
  sid: 'AccountDecides',
  why: 'Who may use the key is said in the policies of roles; without this nobody could ever change it again.',
  principal: { AWS: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root` },
  actions: ['kms:*'],
  resources: ['*'],
  wildcard: 'In the policy of a key, the star is this key. Every action, or the key could not be managed.',
};

function logsEncrypt(names: Names): Right {
  return {
    sid: 'LogsEncrypt',
    why: "CloudWatch Logs encrypts our groups, and nobody else's.",
    principal: { Service: `logs.${Aws.REGION}.amazonaws.com` },
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': arnOf('logs', `log-group:${names.flowLog.replace(/flow$/, '*')}`),
      },
    },
    wildcard: 'In the policy of a key, the star is this key; the groups all begin with our name.',
  };
}

/**
 * What outlives every shell: the keys, the logs and the bucket that session logs go to, and the session document. Nothing here is
 * removed with the stack.
 */
export class SessionStack extends Stack {
  /** Encrypts logs and bucket; also the database's, so that one key's record shows every use. */
  readonly keyArn: string;
  /** Encrypts the line between agent and bridge, and nothing that is kept: whoever may use it can read no log. */
  readonly lineKeyArn: string;

  constructor(scope: Construct, context: Context, names: Names, props: StackProps) {
    super(scope, names.stack('session'), { ...props, description: 'Postern: session logs, their key and document' });
    const key = this.addKey('Key', `Postern ${names.stack('session')}: logs, bucket and database`, [
      ACCOUNT_DECIDES,
      logsEncrypt(names),
    ]);
    this.keyArn = key.attrArn;
    const lineKey = this.addKey('LineKey', `Postern ${names.stack('session')}: what is typed and shown`, [
      ACCOUNT_DECIDES,
    ]);
    this.lineKeyArn = lineKey.attrArn;
    const groups = [names.bastionLog, names.execLog, names.flowLog, ...(context.bastion.hybrid ? [names.nodeLog] : [])];
    for (const group of groups) {
      const made = new CfnLogGroup(this, `Log${group.split('/').at(-1)}`.replaceAll('-', ''), {
        logGroupName: group,
        retentionInDays: context.records.logDays,
        kmsKeyId: key.attrArn,
      });
      made.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
    this.addBucket(context, names);
    if (context.bastion.hybrid) {
      new CfnDocument(this, 'Document', {
        name: names.sessionDocument,
        documentType: 'Session',
        documentFormat: 'JSON',
        // Without it every change would replace the document, which its name forbids.
        updateMethod: 'NewVersion',
        content: sessionDocument({
          bucket: names.recordsBucket,
          prefix: NODE_PREFIX,
          logGroup: names.nodeLog,
          lineKeyArn: this.lineKeyArn,
          idleMinutes: context.environment.terminalIdleMinutes,
          maxMinutes: context.environment.terminalMaxMinutes,
        }),
      });
    }
  }

  private addKey(id: string, description: string, rights: readonly Right[]): CfnKey {
    const key = new CfnKey(this, id, {
      description,
      enableKeyRotation: true,
      pendingWindowInDays: 30,
      keyPolicy: policyOf(rights),
    });
    explain(key, rights);
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return key;
  }

  private addBucket(context: Context, names: Names): void {
    const { bucketDays, lockDays } = context.records;
    const { bucket } = addClosedBucket(this, 'Bucket', {
      withoutAccessLog:
        'Who reads session logs is recorded by CloudTrail data events, which name the person; server access logs do not.',
      bucketName: names.recordsBucket,
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          {
            serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: this.keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      ...(lockDays === null
        ? {}
        : {
            objectLockEnabled: true,
            objectLockConfiguration: {
              objectLockEnabled: 'Enabled',
              rule: { defaultRetention: { mode: 'COMPLIANCE', days: lockDays } },
            },
          }),
      lifecycleConfiguration: {
        rules: [
          {
            id: 'remove-when-due',
            status: 'Enabled',
            expirationInDays: bucketDays,
            noncurrentVersionExpiration: { noncurrentDays: Math.max(30, lockDays ?? 0) },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
    });
    bucket.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    bucket.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  }
}
