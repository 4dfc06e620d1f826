import type { Result } from '@/lib/domain/result';

/** A verb as a screen holds it: raw input in, its value or a refusal out. It throws only when the server cannot be reached. */
export type Act<Input, Value> = (input: Input) => Promise<Result<Value>>;
