import type { Operation } from '../../operation';
import { objectList, requiredString, stringList } from '../../wire/input';
import { ServiceError } from '../../wire/service-error';
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
  const wanted = objectList(input, 'Filters', validation).map((filter) => {
    const key = requiredString(filter, 'FilterKey', validation);
    const read = Object.hasOwn(filters, key) ? filters[key] : undefined;
    if (!read) throw new ServiceError('InvalidFilter', `The filter key ${key} is not valid.`);
    return { read, values: stringList(filter, 'FilterValues', validation) };
  });
  const found = [...world.activations.values()].filter((activation) =>
    wanted.every(({ read, values }) => values.includes(read(activation) ?? '')),
  );
  const { items, NextToken } = page(found, input, { least: 1, most: 50 });
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
