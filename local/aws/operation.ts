import type { Principal } from './principals';
import type { Input } from './wire/input';
import type { World } from './world';

/** What an operation may use besides its input. */
export interface Call {
  world: World;
  principal: Principal;
  requestId: string;
}

/** One operation of a JSON 1.1 service: request members in, response members out, ServiceError for a refusal. */
export type Operation = (call: Call, input: Input) => Input | Promise<Input>;
