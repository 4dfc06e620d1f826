type Resource = { Type: string; Properties?: Record<string, unknown> };

/** One kind of task that runs: how many, and how large. */
export type Running = { tasks: number; vcpu: number; gigabytes: number; isArm: boolean };

/** What of an installation is billed by the hour or the month, whoever is at work. */
export type Parts = {
  endpoints: number;
  /** Zones each endpoint is in. */
  endpointZones: number;
  portal: Running[];
  bastion: Running;
  loadBalancers: number;
  /** Of load balancers that face the Internet, one in each of their zones. */
  publicAddresses: number;
  /** Least capacity of all database instances together. */
  databaseCapacity: number;
  keys: number;
  secrets: number;
};

/** Counts them in synthesised templates; `bastionFamily` names the task definition of a bastion. Throws when there is none. */
export function countParts(templates: Readonly<Record<string, string>>, bastionFamily: string): Parts {
  const resources = Object.values(templates).flatMap((text) =>
    Object.entries((JSON.parse(text) as { Resources: Record<string, Resource> }).Resources),
  );
  const all = (type: string) =>
    resources.flatMap(([id, { Type, Properties = {} }]) => (Type === type ? [{ id, ...Properties }] : []));
  const definitions = all('AWS::ECS::TaskDefinition').map((one) => ({ ...sizeOf(one), ...one }));
  const definitionOf = (holds: (one: { id: string; Family?: unknown }) => boolean) => {
    const found = definitions.find(holds);
    if (!found) throw new Error('A task definition is missing from the templates.');
    const { vcpu, gigabytes, isArm } = found;
    return { vcpu, gigabytes, isArm };
  };
  // Bridges are as many as scaling leaves when nobody is there.
  const least = Number(property(all('AWS::ApplicationAutoScaling::ScalableTarget')[0], 'MinCapacity') ?? 0);
  const interfaces = all('AWS::EC2::VPCEndpoint').filter((one) => property(one, 'VpcEndpointType') === 'Interface');
  const balancers = all('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const [cluster] = all('AWS::RDS::DBCluster');
  const scaling = property(cluster, 'ServerlessV2ScalingConfiguration') as { MinCapacity: number } | undefined;
  return {
    endpoints: interfaces.length,
    endpointZones: listed(interfaces[0], 'SubnetIds'),
    portal: all('AWS::ECS::Service').map((service) => ({
      tasks: Number(property(service, 'DesiredCount') ?? least),
      ...definitionOf(({ id }) => id === (property(service, 'TaskDefinition') as { Ref?: string }).Ref),
    })),
    bastion: { tasks: 1, ...definitionOf(({ Family }) => Family === bastionFamily) },
    loadBalancers: balancers.length,
    publicAddresses: balancers
      .filter((one) => property(one, 'Scheme') === 'internet-facing')
      .reduce((sum, one) => sum + listed(one, 'Subnets'), 0),
    databaseCapacity: all('AWS::RDS::DBInstance').length * (scaling?.MinCapacity ?? 0),
    keys: all('AWS::KMS::Key').length,
    // And the one of the provider's client, which is made by hand.
    secrets: all('AWS::SecretsManager::Secret').length + 1,
  };
}

function property(resource: object | undefined, name: string): unknown {
  return resource && (resource as Record<string, unknown>)[name];
}

function listed(resource: object | undefined, name: string): number {
  const value = property(resource, name);
  return Array.isArray(value) ? value.length : 0;
}

function sizeOf(definition: object): Omit<Running, 'tasks'> {
  const platform = property(definition, 'RuntimePlatform') as { CpuArchitecture?: string } | undefined;
  return {
    vcpu: Number(property(definition, 'Cpu')) / 1024,
    gigabytes: Number(property(definition, 'Memory')) / 1024,
    isArm: platform?.CpuArchitecture === 'ARM64',
  };
}
