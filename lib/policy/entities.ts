import type { Context, EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { Actor } from '../domain/people/actor';
import type { AccessRequest } from '../domain/requests/request';
import type { Environment } from '../domain/targets/environment';
import type { Target } from '../domain/targets/target';
import type { Terminal } from '../domain/terminals/terminal';

/** What policies know of a person. A person's row serves as well as a signed-in actor. */
export type PolicyActor = Pick<Actor, 'personId' | 'email' | 'groups' | 'groupsReadAt'>;

/** Without its name: that of a node is written by whoever may tag or run the machine, and must decide nothing. */
export type PolicyTarget = Pick<Target, 'key' | 'kind' | 'tags' | 'nodeId'>;
export type PolicyEnvironment = Pick<Environment, 'name' | 'kind'>;

/** What is acted upon, with all that policies may ask about it. */
export type Resource =
  | { type: 'target'; target: PolicyTarget; environment: PolicyEnvironment }
  | {
      type: 'request';
      request: Pick<AccessRequest, 'id' | 'personId' | 'minutes'>;
      target: PolicyTarget;
      environment: PolicyEnvironment;
    }
  | {
      type: 'terminal';
      terminal: Pick<Terminal, 'id' | 'personId'>;
      target: PolicyTarget;
      environment: PolicyEnvironment;
    }
  | { type: 'environment'; environment: PolicyEnvironment }
  | { type: 'system' };

export const SYSTEM: Resource = { type: 'system' };

/** The person as Cedar sees them, with their groups as parents. */
export function personEntity(actor: PolicyActor): EntityJson {
  return {
    uid: person(actor.personId),
    attrs: { email: actor.email },
    parents: [...new Set(actor.groups)].map((group) => ({ type: 'Group', id: group })),
  };
}

/** The resource's own entity first, then those it lies in. */
export function resourceEntities(resource: Resource): [EntityJson, ...EntityJson[]] {
  switch (resource.type) {
    case 'system':
      return [{ uid: { type: 'System', id: 'postern' }, attrs: {}, parents: [] }];
    case 'environment':
      return [environmentEntity(resource.environment)];
    case 'target':
      return around(resource);
    case 'request': {
      const { id, personId, minutes } = resource.request;
      return inside(resource, { type: 'AccessRequest', id }, { requester: { __entity: person(personId) }, minutes });
    }
    case 'terminal': {
      const { id, personId } = resource.terminal;
      return inside(resource, { type: 'Terminal', id }, { owner: { __entity: person(personId) } });
    }
  }
}

/** The circumstances of asking. Ages are in whole minutes, never negative. */
export function contextOf(actor: PolicyActor, now: Date, minutes?: number): Context {
  return {
    ...(minutes === undefined ? {} : { minutes }),
    hour: now.getUTCHours(),
    weekday: now.getUTCDay() || 7,
    groupsAgeMinutes: Math.max(0, Math.floor((now.getTime() - actor.groupsReadAt.getTime()) / 60_000)),
  };
}

type Place = { target: PolicyTarget; environment: PolicyEnvironment };

function inside(place: Place, uid: TypeAndId, attrs: EntityJson['attrs']): [EntityJson, ...EntityJson[]] {
  const [target, environment] = around(place);
  const refs = { target: { __entity: targetId(place) }, environment: { __entity: environmentId(place.environment) } };
  return [{ uid, attrs: { ...attrs, ...refs }, parents: [targetId(place)] }, target, environment];
}

function around(place: Place): [EntityJson, EntityJson] {
  const environment = environmentId(place.environment);
  const { key, kind, tags, nodeId } = place.target;
  const attrs = { name: key, kind, nodeId: nodeId ?? '', environment: { __entity: environment } };
  return [
    { uid: targetId(place), attrs, parents: [environment], tags: { ...tags } },
    environmentEntity(place.environment),
  ];
}

function environmentEntity(environment: PolicyEnvironment): EntityJson {
  return {
    uid: environmentId(environment),
    attrs: { name: environment.name, kind: environment.kind },
    parents: [],
  };
}

function person(id: string): TypeAndId {
  return { type: 'Person', id };
}

function environmentId(environment: PolicyEnvironment): TypeAndId {
  return { type: 'Environment', id: environment.name };
}

function targetId(place: Place): TypeAndId {
  return { type: 'Target', id: `${place.environment.name}/${place.target.key}` };
}
