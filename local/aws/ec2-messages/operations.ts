import { setTimeout as wait } from 'node:timers/promises';
import type { Operation } from '../operation';

/** There is never a message here, and an agent that is answered at once asks again every two seconds. */
const holdMs = 20_000;

/** ec2messages:GetMessages, the older way to a node, which an agent polls until its control channel is open. */
const getMessages: Operation = async (_call, input) => {
  await wait(holdMs, undefined, { ref: false });
  return { Destination: input.Destination, Messages: [], MessagesRequestId: input.MessagesRequestId };
};

/** The part of ec2messages that stands here. */
export const ec2MessagesOperations: Record<string, Operation> = { GetMessages: getMessages };
