import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { describe, expect, it } from 'vitest';
import { decide, type Question } from './decide';
import { contextOf, personEntity, type Resource, resourceEntities, SYSTEM } from './entities';
import { brokenPolicies, type PolicySet, readPolicies } from './read-policies';
import { ACTIONS, type Action, APPLIES_TO, SCHEMA } from './schema';
import { environment, NOW, ordersDb, people, requestOf, somebody, target, terminalOf } from './testing/world';

function policiesOf(text: string): PolicySet {
  return readPolicies(1, [{ name: 'test.cedar', text }]);
}

const ask = (text: string, over: Partial<Question> = {}) =>
  decide(policiesOf(text), {
    actor: people.developer,
    action: 'see',
    resource: target('production'),
    now: NOW,
    ...over,
  });

// A resource each action applies to.
const places: Record<Action, Resource> = {
  see: SYSTEM,
  request: target('production'),
  beAutoApproved: target('production'),
  approve: requestOf('else'),
  connect: target('production'),
  watch: terminalOf('else'),
  end: terminalOf('else'),
  administer: SYSTEM,
  readAudit: SYSTEM,
};
const timed = (action: Action) => (action === 'request' || action === 'beAutoApproved' ? { minutes: 5 } : {});

describe('a managed node', () => {
  const node: Resource = {
    type: 'target',
    environment: environment('production'),
    target: {
      key: 'i-0a4f19c27be350d11',
      kind: 'node',
      nodeId: 'i-0a4f19c27be350d11',
      tags: { team: 'payments' },
    },
  };
  const permits = (when: string) =>
    ask(`permit (principal, action == Action::"connect", ${when};`, { action: 'connect', resource: node }).allowed;

  it.each([
    'resource == Target::"production/i-0a4f19c27be350d11")',
    'resource is Target) when { resource.nodeId == "i-0a4f19c27be350d11" }',
    'resource is Target) when { resource.nodeId like "i-*" }',
    'resource is Target) when { resource.hasTag("team") && resource.getTag("team") == "payments" }',
  ])('is known by its id and its tags: %s', (when) => expect(permits(when)).toBe(true));

  it('has no other name, so that it can take no right of what it is called like', () => {
    expect(permits('resource is Target) when { resource.name == "i-0a4f19c27be350d11" }')).toBe(true);
    expect(permits('resource == Target::"production/orders-db")')).toBe(false);
  });
});

describe('decide', () => {
  it.each(ACTIONS)('denies %s by default, to administrators too', (action) => {
    const actor = people.administrator;
    expect(ask('', { actor, action, resource: places[action], ...timed(action) })).toEqual({
      allowed: false,
      determining: [],
      errors: [],
    });
  });

  it.each(ACTIONS)('knows %s', (action) => {
    const answer = ask('permit (principal, action, resource);', { action, resource: places[action], ...timed(action) });
    expect(answer).toMatchObject({ allowed: true, errors: [] });
  });

  it('says which policies decided', () => {
    const both = '@id("b") permit (principal, action, resource); @id("a") permit (principal, action, resource);';
    expect(ask(both).determining.map((policy) => policy.id)).toEqual(['a', 'b']);
    const no = `${both} @id("no") forbid (principal, action, resource);`;
    expect(ask(no)).toMatchObject({
      allowed: false,
      determining: [{ id: 'no', file: 'test.cedar', effect: 'forbid' }],
    });
  });

  it('denies when a policy cannot be evaluated, even though another permits', () => {
    const overflow = `permit (principal, action, resource);
      @id("sum") forbid (principal, action == Action::"see", resource) when { context.hour + 9223372036854775807 < 0 };`;
    const answer = ask(overflow);
    expect(answer.allowed).toBe(false);
    expect(answer.errors).toEqual([expect.stringContaining('sum')]);
  });

  it.each([
    ['minutes that are no whole number', { action: 'request', minutes: 1.5 }],
    ['minutes left out where they belong', { action: 'request' }],
    ['minutes where they do not belong', { action: 'see', minutes: 5 }],
    ['an action on what it is not for', { action: 'watch' }],
    ['a time that is none', { now: new Date(Number.NaN) }],
  ] as const)('denies %s', (_, over) => {
    const answer = ask('permit (principal, action, resource);', over);
    expect(answer.allowed).toBe(false);
    expect(answer.errors).not.toEqual([]);
  });

  it('takes any text as a group, a name or a tag', () => {
    const strange = '"]; permit(principal,action,resource); //\\\u0000日本🔥';
    const resource: Resource = {
      type: 'target',
      target: { ...ordersDb, key: strange, tags: { [strange]: strange, __proto__: 'x', __entity: 'y' } },
      environment: environment('production'),
    };
    const actor = somebody(strange, strange, strange);
    expect(ask('permit (principal in Group::"x", action, resource);', { actor, resource })).toEqual({
      allowed: false,
      determining: [],
      errors: [],
    });
    expect(ask('permit (principal, action, resource);', { actor, resource }).allowed).toBe(true);
  });

  it.each([
    ['tags', 'resource.hasTag("team") && resource.getTag("team") == "payments"', true],
    ['a tag it has not', 'resource.hasTag("tier")', false],
    ['its environment by name', 'resource in Environment::"production"', true],
    ['another environment', 'resource in Environment::"staging"', false],
    ['itself by name', 'resource == Target::"production/orders-db"', true],
    ['the hour and the day, in UTC', 'context.hour == 10 && context.weekday == 7', true],
    ['the age of the groups', 'context.groupsAgeMinutes == 10', true],
    ['the address of the person', 'principal.email like "*@example.test"', true],
  ])('lets policies ask for %s', (_, condition, allowed) => {
    const answer = ask(`permit (principal, action == Action::"connect", resource) when { ${condition} };`, {
      action: 'connect',
    });
    expect(answer).toMatchObject({ allowed, errors: [] });
  });

  it('keeps versions apart: an older set goes on answering as it did', () => {
    const yes = policiesOf('permit (principal, action, resource);');
    const no = policiesOf('forbid (principal, action, resource);');
    const question: Question = { actor: people.developer, action: 'see', resource: SYSTEM, now: NOW };
    expect([decide(yes, question).allowed, decide(no, question).allowed, decide(yes, question).allowed]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('the schema', () => {
  const answer = cedar.schemaToJson(SCHEMA);
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
  const schema = answer.json[''];
  const types = {
    target: 'Target',
    request: 'AccessRequest',
    terminal: 'Terminal',
    environment: 'Environment',
    system: 'System',
  };

  it.each(ACTIONS)('says of %s what questions are held to', (action) => {
    const { resources, timed } = APPLIES_TO[action];
    expect(schema?.actions[action]?.appliesTo).toMatchObject({
      principalTypes: ['Person'],
      resourceTypes: resources.map((resource) => types[resource]),
      context: { type: timed ? 'Asked' : 'Circumstances' },
    });
  });

  it('has no other actions', () => {
    expect(Object.keys(schema?.actions ?? {}).sort()).toEqual([...ACTIONS].sort());
  });

  it.each([SYSTEM, target('production'), requestOf('else'), terminalOf('else')])(
    'is kept by the entities of %j',
    (resource) => {
      const entities = [personEntity(people.developer), ...resourceEntities(resource)];
      expect(cedar.checkParseEntities({ entities, schema: SCHEMA })).toEqual({ type: 'success' });
    },
  );

  it.each([
    ['see', undefined],
    ['request', 30],
  ] as const)('is kept by the context of %s', (id, minutes) => {
    const context = contextOf(people.developer, NOW, minutes);
    const action = { type: 'Action', id };
    expect(cedar.checkParseContext({ context, schema: SCHEMA, action })).toEqual({ type: 'success' });
  });
});

describe('broken policies', () => {
  const broken = brokenPolicies(new Error('the rows cannot be read'));

  it.each(ACTIONS)('%s: only administration, only by administrators', (action) => {
    for (const [name, actor] of Object.entries(people)) {
      const answer = decide(broken, { actor, action, resource: places[action], now: NOW, ...timed(action) });
      expect(answer.allowed).toBe(action === 'administer' && name === 'administrator');
      expect(answer.errors).toEqual(['the rows cannot be read']);
    }
  });
});
