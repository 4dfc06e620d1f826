import type { Operation } from '../operation';
import { requiredMember } from '../wire/constraint';
import { ServiceError } from '../wire/service-error';
import { constraints } from './constraints';

const settings: Record<string, string> = {
  '/ssm/managed-instance/activation-tier': 'standard',
  '/ssm/managed-instance/default-ec2-instance-management-role': '$None',
  '/ssm/documents/console/public-sharing-permission': 'Enable',
};

/** ssm:GetServiceSetting, for the settings that concern sessions and their nodes. */
export const getServiceSetting: Operation = ({ world }, input) => {
  const id = requiredMember(input, 'SettingId', constraints.settingId);
  const prefix = `arn:aws:ssm:${world.region}:${world.accountId}:servicesetting`;
  const name = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  const value = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (value === undefined) throw new ServiceError('ServiceSettingNotFound', `The setting ${id} is not valid.`);
  return {
    ServiceSetting: {
      SettingId: name,
      SettingValue: value,
      LastModifiedDate: 0,
      LastModifiedUser: 'System',
      ARN: `${prefix}${name}`,
      Status: 'Default',
    },
  };
};
