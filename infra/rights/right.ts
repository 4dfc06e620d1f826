import { type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export type Condition = Record<string, Record<string, string | readonly string[]>>;

/** One statement of a policy, with what it is for. */
export type Right = {
  /** Name of the statement; the table of roles and the tests go by it. */
  sid: string;
  why: string;
  effect?: 'Allow' | 'Deny';
  actions: readonly string[];
  resources: readonly string[];
  conditions?: Condition;
  /** Why a resource, or an action, has to have a star in it; a test refuses stars without. */
  wildcard?: string;
  /** For policies of resources: whom the statement is about. */
  principal?: '*' | Record<string, string>;
};

/** Who may take a role on. */
export type Trust = {
  /** For the table: who that is, in words. */
  who: string;
  principal: Record<string, string>;
  /** All of a call's actions have to be let through, each by a statement that holds for it. */
  statements: readonly { actions: readonly string[]; conditions: Condition }[];
};

export type RoleDescription = { name: string; what: string; trust: Trust; rights: readonly Right[] };

/** What a reviewer is told beside the policy, inside the template itself; the table in README.md is made from it. */
export type Reasons = {
  what?: string;
  assumedBy?: string;
  why: Record<string, string>;
  wildcards: Record<string, string>;
};

/** The statements as IAM reads them. */
export function policyOf(rights: readonly Right[]) {
  return {
    Version: '2012-10-17',
    Statement: rights.map(({ sid, effect = 'Allow', principal, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      ...(principal ? { Principal: principal } : {}),
      Action: [...actions],
      Resource: [...resources],
      ...(conditions ? { Condition: conditions } : {}),
    })),
  };
}

/** Writes the reasons of a policy's statements beside it, into the resource's metadata. */
export function explain(resource: CfnResource, rights: readonly Right[], more: Partial<Reasons> = {}): void {
  const reasons: Reasons = {
    ...more,
    why: Object.fromEntries(rights.map(({ sid, why }) => [sid, why])),
    wildcards: Object.fromEntries(rights.flatMap(({ sid, wildcard }) => (wildcard ? [[sid, wildcard]] : []))),
  };
  resource.addMetadata('Postern', reasons);
}

/** A role with exactly the described statements, inline, so that nothing can be attached unseen. */
export function addRole(scope: Construct, id: string, role: RoleDescription): CfnRole {
  const made = new CfnRole(scope, id, {
    roleName: role.name,
    description: role.what,
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: role.trust.statements.map(({ actions, conditions }) => ({
        Effect: 'Allow',
        Principal: role.trust.principal,
        Action: [...actions],
        Condition: conditions,
      })),
    },
    policies: role.rights.length === 0 ? [] : [{ policyName: 'rights', policyDocument: policyOf(role.rights) }],
  });
  explain(made, role.rights, { what: role.what, assumedBy: role.trust.who });
  for (const { resources, wildcard } of role.rights) {
    if (!wildcard) continue;
    for (const resource of resources.map((one) => written(Stack.of(scope).resolve(one))))
      if (resource.includes('*'))
        Validations.of(made).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: wildcard });
  }
  return made;
}

/** A resolved text as the security checks spell it: references in angle brackets. */
function written(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved.replaceAll(/\$\{([^}]+)\}/g, '<$1>');
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  if ('Ref' in resolved) return `<${String(resolved.Ref)}>`;
  if ('Fn::Sub' in resolved) return written(resolved['Fn::Sub']);
  const [separator, parts] = ('Fn::Join' in resolved ? resolved['Fn::Join'] : ['', []]) as [string, unknown[]];
  return parts.map(written).join(separator);
}
