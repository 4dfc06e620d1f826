import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Context } from '../context/context-file';
import type { Names } from '../names';
import { targetNodes } from '../rights/node-rights';
import { addInterfaceEndpoints, addStorageGateway } from './add-endpoints';
import { addGroups, type Groups } from './add-groups';
import { addNetwork } from './add-network';
import type { Places } from './places';

/** Where everything runs: a network of our own or one that is there, its endpoints, and who may speak to whom in it. */
export class NetworkStack extends Stack {
  readonly places: Places;
  readonly groups: Groups;

  constructor(scope: Construct, context: Context, names: Names, props: StackProps) {
    super(scope, names.stack('network'), { ...props, description: 'Postern: network, endpoints and groups' });
    const { create, adopt } = context.network;
    const places = create ? addNetwork(this, create, names) : adopted(adopt);
    this.places = places;
    this.groups = addGroups(this, places.vpcId, context, names);
    if (!adopt?.endpointSecurityGroupId) {
      const place = { vpcId: places.vpcId, subnetIds: places.taskSubnetIds, groupId: this.groups.endpoints };
      addInterfaceEndpoints(
        this,
        { hybrid: context.bastion.hybrid, nodes: targetNodes(context) !== null },
        place,
        names,
      );
    }
    if (places.routeTableIds.length > 0)
      addStorageGateway(this, { vpcId: places.vpcId, routeTableIds: places.routeTableIds }, names);
  }
}

function adopted(adopt: Context['network']['adopt']): Places & { routeTableIds: string[] } {
  if (!adopt) throw new Error('A network is either created or adopted; the context was not read by readContext.');
  return adopt;
}
