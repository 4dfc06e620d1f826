import { ServiceError } from '../wire/service-error';

/** SSM's refusal of a member that does not fit the model. */
export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
