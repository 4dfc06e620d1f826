import type { Operation } from '../../operation';
import { optionalMember } from '../../wire/constraint';
import { objectList, stringList } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
import { constraints } from '../constraints';
import { page } from '../paging';
import type { Activation } from '../resources';
import { tagsOnWire } from '../tags';
import { validation } from '../validation';

const filters: Record<string, (activation: Activation) => string | undefined> = {
  ActivationIds: ({ id }) => id,
  DefaultInstanceName: ({ defaultInstanceName }) => defaultInstanceName,
  IamRole: ({ iamRole }) => iamRole,
};

/** ssm:DescribeActivations */
export const describeActivations: Operation = ({ world }, input) => {
  const wanted = objectList(input, 'Filters', validation).map((filter, index) => {
    const key = optionalMember(filter, 'FilterKey', constraints.activationFilterKey, `filters.${index + 1}.member.`);
    const read = filters[key ?? ''];
    // The model asks for no key, so that a filter without one gets as far as the service.
    if (!read) throw new ServiceError('InvalidFilter', 'The filter has no key.');
    return { read, values: stringList(filter, 'FilterValues', validation) };
  });
  const found = [...world.activations.values()].filter((activation) =>
    wanted.every(({ read, values }) => values.includes(read(activation) ?? '')),
  );
  const { items, NextToken } = page(found, input, { of: 'activations', least: 1, most: 50 });
  return {
    ActivationList: items.map((activation) => ({
      ActivationId: activation.id,
      Description: activation.description,
      DefaultInstanceName: activation.defaultInstanceName,
      IamRole: activation.iamRole,
      RegistrationLimit: activation.registrationLimit,
      RegistrationsCount: activation.registrations,
      ExpirationDate: activation.expiresAt / 1_000,
      Expired: activation.expiresAt <= world.now(),
      CreatedDate: activation.createdAt / 1_000,
      Tags: tagsOnWire(activation.tags),
    })),
    NextToken,
  };
};
