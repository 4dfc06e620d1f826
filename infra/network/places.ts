/** A network with what the other stacks need of it, made by us or there before. */
export type Places = {
  vpcId: string;
  taskSubnetIds: readonly string[];
  loadBalancerSubnetIds: readonly string[];
  databaseSubnetIds: readonly string[];
};
