import { Fn } from 'aws-cdk-lib';
import type { Context } from './context/context-file';

/** The container that is entered; the portal's environment names it as well. */
export const BASTION_CONTAINER = 'bastion';
/** Where the agent of an ECS Exec shell, and the one of a managed node, put their session logs in the bucket. */
export const EXEC_PREFIX = 'exec';
export const NODE_PREFIX = 'ssm/session-log';
/** Port Postern listens on inside its task. */
export const PORTAL_PORT = 3000;

/**
 * What everything is called. Names rather than references between stacks keep lifetimes apart: a stack can be replaced without
 * its neighbours, and a policy can be read without looking anything up.
 */
export function namesOf({ name }: Pick<Context, 'name'>) {
  return {
    stack: (part: string) => `${name}-${part}`,
    cluster: `${name}-bastions`,
    portalCluster: `${name}-portal`,
    bastionTask: `${name}-bastion`,
    nodeTask: `${name}-bastion-node`,
    sessionDocument: `${name}-shell`,
    bastionExecutionRole: `${name}-bastion-execution`,
    bastionTaskRole: `${name}-bastion-task`,
    nodeTaskRole: `${name}-bastion-node-task`,
    nodeRole: `${name}-bastion-node`,
    operatorRole: `${name}-operator`,
    portalExecutionRole: `${name}-portal-execution`,
    webRole: `${name}-web`,
    bridgeRole: `${name}-bridge`,
    jobsRole: `${name}-jobs`,
    flowLogRole: `${name}-flow-logs`,
    bastionLog: `/${name}/bastion`,
    execLog: `/${name}/exec`,
    nodeLog: `/${name}/node-sessions`,
    flowLog: `/${name}/flow`,
    portalLog: (role: string) => `/${name}/portal/${role}`,
    parameter: (what: string) => `/${name}/${what}`,
    /** Account and region make it unlike everybody else's; bucket names are global. */
    recordsName: `${name}-records`,
    recordsBucket: Fn.sub(`${name}-records-\${AWS::AccountId}-\${AWS::Region}`),
    bastionImages: `${name}/bastion`,
    portalImages: `${name}/portal`,
  };
}

export type Names = ReturnType<typeof namesOf>;

/** An ARN in the stack's own partition, region and account. */
export function arnOf(service: string, resource: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${literal(resource)}`);
}

/** The ARN of something Amazon itself keeps in the region: it belongs to no account. */
export function amazonArnOf(service: string, resource: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}::${literal(resource)}`);
}

/** The ARN of a role of ours. */
export function roleArn(name: string): string {
  return Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${literal(name)}`);
}

/** The ARN of something in the records bucket, or of the bucket itself. */
export function recordsArn(names: Names, key = ''): string {
  const bucket = `arn:\${AWS::Partition}:s3:::${names.recordsName}-\${AWS::AccountId}-\${AWS::Region}`;
  return Fn.sub(key === '' ? bucket : `${bucket}/${literal(key)}`);
}

/** The repository of an image named by registry and digest. */
export function repositoryOf(image: string): string {
  return image.slice(image.indexOf('/') + 1, image.indexOf('@'));
}

/** Variables of IAM, such as ${aws:userid}, pass through Sub untouched. */
function literal(text: string): string {
  return text.replaceAll('${', '${!');
}
