import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import type { Names } from '../names';

/** Kept of each image; enough to go back, few enough to pay for. */
const IMAGES_KEPT = 30;

/** Where the two images are kept. It comes before everything else, since tasks name images by digest. */
export class RegistryStack extends Stack {
  constructor(scope: Construct, names: Names, props: StackProps) {
    super(scope, names.stack('registry'), { ...props, description: 'Postern: the repositories of its two images' });
    for (const [id, repositoryName] of [
      ['BastionImages', names.bastionImages],
      ['PortalImages', names.portalImages],
    ] as const) {
      const repository = new CfnRepository(this, id, {
        repositoryName,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: 'KMS' },
        lifecyclePolicy: {
          lifecyclePolicyText: JSON.stringify({
            rules: [
              {
                rulePriority: 1,
                description: `Keep the newest ${IMAGES_KEPT}`,
                selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: IMAGES_KEPT },
                action: { type: 'expire' },
              },
            ],
          }),
        },
      });
      repository.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
  }
}
