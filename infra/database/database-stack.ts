import { CfnDeletionPolicy, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnDBCluster, CfnDBClusterParameterGroup, CfnDBInstance, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import { CfnSecret, CfnSecretTargetAttachment } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import type { Names } from '../names';

const ENGINE = { engine: 'aurora-postgresql', engineVersion: '17.5', family: 'aurora-postgresql17' };
/** What Postern connects as, and to. */
const ACCOUNT = 'postern';

type DatabaseProps = StackProps & { keyArn: string; subnetIds: readonly string[]; groupId: string };

/** Postern's only state: Aurora PostgreSQL Serverless v2, encrypted, backed up, hard to delete. */
export class DatabaseStack extends Stack {
  readonly secretArn: string;

  constructor(
    scope: Construct,
    created: NonNullable<Context['database']['create']>,
    days: number,
    names: Names,
    props: DatabaseProps,
  ) {
    super(scope, names.stack('database'), { env: props.env, description: 'Postern: its database' });
    const secret = new CfnSecret(this, 'Secret', {
      name: names.stack('database'),
      description: 'Account and address of the database of Postern',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: ACCOUNT }),
        generateStringKey: 'password',
        passwordLength: 48,
        excludePunctuation: true,
      },
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Processes read it when they start; a turn by the clock would cut their new connections. docs/deploy.md turns it by hand.',
    });
    this.secretArn = secret.ref;
    const identifier = names.stack('database');
    const log = new CfnLogGroup(this, 'Log', {
      logGroupName: `/aws/rds/cluster/${identifier}/postgresql`,
      retentionInDays: days,
    });
    log.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const cluster = this.addCluster(created, secret, identifier, props);
    cluster.addResourceDependency(log);
    new CfnSecretTargetAttachment(this, 'SecretAttachment', {
      secretId: secret.ref,
      targetId: cluster.ref,
      targetType: 'AWS::RDS::DBCluster',
    });
    for (let index = 1; index <= created.instances; index += 1) {
      new CfnDBInstance(this, `Instance${index}`, {
        dbClusterIdentifier: cluster.ref,
        dbInstanceClass: 'db.serverless',
        engine: ENGINE.engine,
        publiclyAccessible: false,
        autoMinorVersionUpgrade: true,
      });
    }
  }

  private addCluster(
    created: NonNullable<Context['database']['create']>,
    secret: CfnSecret,
    identifier: string,
    props: DatabaseProps,
  ): CfnDBCluster {
    const subnets = new CfnDBSubnetGroup(this, 'Subnets', {
      dbSubnetGroupDescription: 'Subnets without a way out',
      subnetIds: [...props.subnetIds],
    });
    const parameters = new CfnDBClusterParameterGroup(this, 'Parameters', {
      description: 'Only encrypted connections',
      family: ENGINE.family,
      parameters: { 'rds.force_ssl': '1' },
    });
    const cluster = new CfnDBCluster(this, 'Cluster', {
      dbClusterIdentifier: identifier,
      engine: ENGINE.engine,
      engineVersion: ENGINE.engineVersion,
      databaseName: ACCOUNT,
      masterUsername: ACCOUNT,
      masterUserPassword: `{{resolve:secretsmanager:${secret.ref}:SecretString:password}}`,
      dbSubnetGroupName: subnets.ref,
      dbClusterParameterGroupName: parameters.ref,
      vpcSecurityGroupIds: [props.groupId],
      serverlessV2ScalingConfiguration: { minCapacity: created.leastCapacity, maxCapacity: created.mostCapacity },
      storageEncrypted: true,
      kmsKeyId: props.keyArn,
      backupRetentionPeriod: created.backupDays,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      // For people who have to look into it: they sign in as themselves, not with Postern's password.
      enableIamDatabaseAuthentication: true,
      enableCloudwatchLogsExports: ['postgresql'],
    });
    cluster.cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
    cluster.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT;
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-RDS11',
      reason: 'The group admits Postern alone; another port would hide nothing and surprise every tool.',
    });
    return cluster;
  }
}
