import { Validations } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy, type CfnBucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { explain, policyOf, type Right } from './rights/right';

type Described = Omit<
  CfnBucketProps,
  'publicAccessBlockConfiguration' | 'ownershipControls' | 'versioningConfiguration'
> & {
  /** Why nobody logs who reads it. */
  withoutAccessLog: string;
  /** Further statements of its policy. */
  rights?: (bucketArn: string) => Right[];
};

/** A bucket nobody outside can be let into, that keeps older versions and speaks TLS only, with its policy. */
export function addClosedBucket(
  scope: Construct,
  id: string,
  { withoutAccessLog, rights: more, ...described }: Described,
) {
  const bucket = new CfnBucket(scope, id, {
    ...described,
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    versioningConfiguration: { status: 'Enabled' },
  });
  const rights: Right[] = [
    {
      sid: 'OnlyEncryptedLines',
      why: 'Nobody speaks to the bucket without TLS.',
      effect: 'Deny',
      principal: '*',
      actions: ['s3:*'],
      resources: [bucket.attrArn, `${bucket.attrArn}/*`],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      wildcard: 'A refusal may be as wide as it can be.',
    },
    ...(more?.(bucket.attrArn) ?? []),
  ];
  const policy = new CfnBucketPolicy(scope, `${id}Policy`, { bucket: bucket.ref, policyDocument: policyOf(rights) });
  explain(policy, rights);
  Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: withoutAccessLog });
  return { bucket, policy };
}
