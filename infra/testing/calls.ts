// What calls of the product name, as IAM sees it in the Tokyo example.

export const here = 'arn:{Partition}';
export const inAccount = (service: string, rest: string) => `${here}:${service}:{Region}:{AccountId}:${rest}`;
export const cluster = inAccount('ecs', 'cluster/postern-bastions');
export const task = inAccount('ecs', 'task/postern-bastions/0123456789abcdef0123456789abcdef');
export const execSession = inAccount('ssm', 'session/ecs-execute-command-0123456789abcdef0');
export const machine = inAccount('ec2', 'instance/i-0123456789abcdef0');
export const hybridMachine = inAccount('ssm', 'managed-instance/mi-0123456789abcdef0');
export const sessionOnNode = {
  resources: [inAccount('ssm', 'session/ana@example.com-0123456789abcdef0')],
  context: { 'ssm:resourceTag/aws:ssmmessages:target-id': 'i-0123456789abcdef0' },
};
export const iamRole = (name: string) => `${here}:iam::{AccountId}:role/postern-${name}`;
export const tags = { 'aws:RequestTag/postern:bastion': 'b1', 'aws:RequestTag/postern:environment': 'e1' };

export const line = {
  resources: ['{postern-session:ExportsOutputFnGetAttLineKeyArn6E9A7F92}'],
  context: { 'kms:EncryptionContext:aws:ssm:TargetId': 'ecs:postern-bastions_0123_0123-1' },
};
