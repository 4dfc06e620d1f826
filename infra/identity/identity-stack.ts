import { RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import type { Names } from '../names';

/** Variables of the product that come from the parameters of this stack, and the key of the context each is filled from. */
export const IDENTITY_VARIABLES = {
  OIDC_ISSUER: 'issuer',
  OIDC_CLIENT_ID: 'clientId',
  OIDC_NAME: 'name',
  OIDC_SCOPE: 'scope',
  OIDC_GROUPS_CLAIM: 'groupsClaim',
} as const satisfies Record<string, keyof Context['identity']>;

/** The name of the parameter a variable comes from. */
export function identityParameter(names: Names, key: string): string {
  return names.parameter(`identity/${key}`);
}

/** Who signs people in, as parameters, so that a change of provider is a changed parameter and a restart; and the cookie's secret. */
export class IdentityStack extends Stack {
  readonly authSecretArn: string;

  constructor(scope: Construct, context: Context, names: Names, props: StackProps) {
    super(scope, names.stack('identity'), { ...props, description: 'Postern: identity provider and sign-in secret' });
    for (const [variable, key] of Object.entries(IDENTITY_VARIABLES)) {
      new CfnParameter(this, variable.split('_').map(capital).join(''), {
        name: identityParameter(names, key),
        type: 'String',
        value: context.identity[key],
        description: `${variable} of Postern`,
      });
    }
    const secret = new CfnSecret(this, 'AuthSecret', {
      name: `${names.stack('auth-secret')}`,
      description: 'Signs and encrypts the sign-in cookie of Postern',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A new value signs everybody out; it is changed by hand, when there is a reason to (docs/deploy.md).',
    });
    this.authSecretArn = secret.ref;
  }
}

function capital(word: string): string {
  return `${word[0] ?? ''}${word.slice(1).toLowerCase()}`;
}
