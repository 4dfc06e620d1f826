import type { Operation } from '../../operation';
import { requiredString } from '../../wire/input';
import { findTarget } from '../target';
import { validation } from '../validation';

/** ssm:GetConnectionStatus; a target nobody knows is simply not connected. */
export const getConnectionStatus: Operation = ({ world }, input) => {
  const target = requiredString(input, 'Target', validation);
  return { Target: target, Status: findTarget(world, target)?.isConnected ? 'connected' : 'notconnected' };
};
