import type { Operation } from '../../operation';
import { requiredMember } from '../../wire/constraint';
import { constraints } from '../constraints';
import { findTarget } from '../target';

/** ssm:GetConnectionStatus; a target nobody knows is simply not connected. */
export const getConnectionStatus: Operation = ({ world }, input) => {
  const target = requiredMember(input, 'Target', constraints.target);
  return { Target: target, Status: findTarget(world, target)?.isConnected ? 'connected' : 'notconnected' };
};
