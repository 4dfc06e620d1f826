import { inject } from 'vitest';
import { EXAMPLES, type Example } from '../examples';
import type { Reasons } from '../rights/right';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Resource = {
  stack: string;
  id: string;
  Type: string;
  Properties: Record<string, Json>;
  Metadata?: { Postern?: Reasons };
  DeletionPolicy?: string;
  DependsOn?: string[];
};
export type Statement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
  Principal?: Json;
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** References as people read them: pseudo parameters without their prefix, imports as the id they import, joins joined. */
export function plain(value: Json | undefined): Json {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.Ref === 'string') return `{${value.Ref.replace('AWS::', '')}}`;
  if (typeof value['Fn::Sub'] === 'string')
    return value['Fn::Sub'].replaceAll(/\$\{(!?)(?:AWS::)?([^}]+)\}/g, (_, isLiteral, name) =>
      isLiteral ? `\${${name}}` : `{${name}}`,
    );
  if (Array.isArray(value['Fn::GetAtt'])) return `{${value['Fn::GetAtt'].join('.')}}`;
  if (typeof value['Fn::ImportValue'] === 'string') return `{${value['Fn::ImportValue']}}`;
  if (Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'] as [string, Json[]];
    return parts.map((part) => String(plain(part))).join(separator);
  }
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(given.map(([key, inner]) => [key, plain(inner)]));
}

type Templates = Record<string, { Resources: Record<string, Resource> }>;

let planted: Record<Example, Templates> | null = null;

/** The templates with a mistake in them, for as long as `check` takes: every other function here reads those. */
export function withMistake(plant: (every: Resource[]) => void, check: () => void): void {
  planted = Object.fromEntries(EXAMPLES.map((example) => [example, synthesised(example)])) as Record<
    Example,
    Templates
  >;
  try {
    for (const templates of Object.values(planted)) {
      const every = Object.entries(templates).flatMap(([file, { Resources }]) =>
        Object.entries(Resources).map(([id, resource]) =>
          Object.assign(resource, { id, stack: file.replace('.template.json', '') }),
        ),
      );
      plant(every);
    }
    check();
  } finally {
    planted = null;
  }
}

function synthesised(example: Example): Templates {
  const texts = Object.entries(inject('synthesised')[example]);
  return Object.fromEntries(texts.map(([file, text]) => [file, JSON.parse(text)])) as Templates;
}

/** A text of a template with what a deployment would put in the place of references. */
export function deployed(text: string): string {
  return text
    .replaceAll('{Region}', 'ap-northeast-1')
    .replaceAll('{AccountId}', '111122223333')
    .replaceAll('{Partition}', 'aws')
    .replaceAll(/\{[a-z-]+:ExportsOutput[A-Za-z0-9]*(Group)[A-Za-z0-9]*\}/g, 'sg-0a1b2c3d4e5f60001')
    .replaceAll(/\{[a-z-]+:ExportsOutput[A-Za-z0-9]+\}/g, 'subnet-0a1b2c3d4e5f60001');
}

/** All resources of an example, with references made readable. */
export function resources(example: Example): Resource[] {
  return Object.entries((planted ?? { [example]: synthesised(example) })[example]).flatMap(([file, template]) => {
    return Object.entries(template.Resources).map(([id, resource]) => ({
      ...resource,
      stack: file.replace('.template.json', ''),
      id,
      Properties: plain(resource.Properties ?? {}) as Record<string, Json>,
    }));
  });
}

/** Resources of one type. */
export function ofType(example: Example, type: string): Resource[] {
  return resources(example).filter((resource) => resource.Type === type);
}

/** The one resource of the type, and with the id if told; throws when there is none or more. */
export function only(example: Example, type: string, id?: string): Resource {
  const found = ofType(example, type).filter((resource) => id === undefined || resource.id === id);
  const [first] = found;
  if (found.length !== 1 || !first) throw new Error(`${found.length} resources of ${type} ${id ?? ''} in ${example}`);
  return first;
}

/** The role of a name, as its last part: operator, jobs. */
export function role(example: Example, name: string): Resource {
  const found = ofType(example, 'AWS::IAM::Role').find(({ Properties }) =>
    new RegExp(`^postern(-ops)?-${name}$`).test(String(Properties.RoleName)),
  );
  if (!found) throw new Error(`No role ${name} in ${example}`);
  return found;
}

/** The statements of a role's own policies. */
export function rightsOf(resource: Resource): Statement[] {
  const policies = (resource.Properties.Policies ?? []) as unknown as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** The statements of a role's trust; never none. */
export function trustOf(resource: Resource): [Statement, ...Statement[]] {
  const document = resource.Properties.AssumeRolePolicyDocument as unknown as { Statement: Statement[] };
  const [first, ...others] = document.Statement;
  if (!first) throw new Error(`${resource.id} trusts nobody`);
  return [first, ...others];
}

/** Every policy of an example that lies on or in a resource, with the resource; trusts apart. */
export function policies(example: Example): { resource: Resource; statements: Statement[] }[] {
  return resources(example).flatMap((resource) => {
    const { Policies, PolicyDocument, KeyPolicy } = resource.Properties;
    const documents = [PolicyDocument, KeyPolicy].filter((one) => one !== undefined) as unknown as {
      Statement: Statement[];
    }[];
    const statements = [...(Policies ? rightsOf(resource) : []), ...documents.flatMap(({ Statement }) => Statement)];
    return statements.length > 0 ? [{ resource, statements }] : [];
  });
}

/** Runs over the examples, for tables of tests. */
export const EVERY_EXAMPLE: readonly Example[] = EXAMPLES;
