import type { Operation } from '../../operation';
import { optionalString, requiredString } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import { validation } from '../validation';
import { getNode } from './node';

/** ssm:UpdateInstanceInformation: an agent says that it is there, and on what. */
export const updateInstanceInformation: Operation = ({ world, principal }, input) => {
  const id = requiredString(input, 'InstanceId', validation);
  // Only the node's own role may speak for it, and known users, who may do everything here.
  if (principal.nodeId !== undefined && principal.nodeId !== id) {
    throw new ServiceError('AccessDeniedException', `${principal.arn} may not update ${id}.`);
  }
  const node = getNode(world, id);
  node.lastPingAt = world.now();
  node.agentVersion = optionalString(input, 'AgentVersion', validation) ?? node.agentVersion;
  node.platformType = optionalString(input, 'PlatformType', validation) ?? node.platformType;
  node.platformName = optionalString(input, 'PlatformName', validation) ?? node.platformName;
  node.platformVersion = optionalString(input, 'PlatformVersion', validation) ?? node.platformVersion;
  node.computerName = optionalString(input, 'ComputerName', validation) ?? node.computerName;
  node.ipAddress = optionalString(input, 'IPAddress', validation) ?? node.ipAddress;
  return {};
};
