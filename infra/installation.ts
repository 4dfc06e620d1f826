import { App, type AppProps, BootstraplessSynthesizer, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BastionStack } from './bastion/bastion-stack';
import { placesOf } from './bastion/environment-of';
import type { Context } from './context/context-file';
import { DatabaseStack } from './database/database-stack';
import { IdentityStack } from './identity/identity-stack';
import { namesOf } from './names';
import { NetworkStack } from './network/network-stack';
import { PortalStack } from './portal/portal-stack';
import { RegistryStack } from './registry/registry-stack';
import { SessionStack } from './session/session-stack';

/**
 * All stacks of one installation with their security checks. The account stays open, so that nothing is looked up and one template
 * serves every account; the region is that of the context.
 */
export function describeInstallation(context: Context, props: AppProps = {}): App {
  const app = new App({
    analyticsReporting: false,
    // There is nothing to upload, so nobody has to prepare the account for CDK, and the templates stand alone.
    defaultStackSynthesizer: new BootstraplessSynthesizer(),
    ...props,
    // A template above 50 kB could not be sent without a bucket to send it through.
    postCliContext: {
      '@aws-cdk/core:suppressTemplateIndentation': true,
      // What another stack uses cannot be taken away under it.
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
    },
  });
  const names = namesOf(context);
  const env = { region: context.region };
  new RegistryStack(app, names, { env });
  const session = new SessionStack(app, context, names, { env });
  const network = new NetworkStack(app, context, names, { env });
  // The flow log writes to a group of the session stack.
  network.addStackDependency(session);
  const environment = placesOf(names, network.places.taskSubnetIds, network.groups.bastion);
  const bastion = new BastionStack(app, context, names, {
    env,
    keyArn: session.keyArn,
    lineKeyArn: session.lineKeyArn,
    environment,
  });
  const identity = new IdentityStack(app, context, names, { env });
  const { create, adopt } = context.database;
  const databaseSecretArn = create
    ? new DatabaseStack(app, create, context.records.logDays, names, {
        env,
        keyArn: session.keyArn,
        subnetIds: network.places.databaseSubnetIds,
        groupId: network.groups.database,
      }).secretArn
    : (adopt?.secretArn ?? '');
  const portal = new PortalStack(app, context, names, {
    env,
    places: network.places,
    groups: network.groups,
    keyArn: session.keyArn,
    environment,
    databaseSecretArn,
    authSecretArn: identity.authSecretArn,
  });
  portal.addStackDependency(bastion);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
