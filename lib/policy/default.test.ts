import { describe, expect, it } from 'vitest';
import { decide } from './decide';
import { type Resource, SYSTEM } from './entities';
import { allowedDurations, requirement } from './requirement';
import type { Action } from './schema';
import { defaults, environment, NOW, ordersDb, people, requestOf, somebody, target, terminalOf } from './testing/world';

const who = Object.keys(people) as (keyof typeof people)[];
const others = 'somebody-else';
const own = 'own';

// Who may, for every action and every kind of resource it applies to; everybody not named may not.
const table: [Action, string, (own: string) => Resource, (keyof typeof people)[]][] = [
  [
    'see',
    'a development target',
    () => target('development'),
    ['developer', 'infrastructure', 'approver', 'security', 'administrator', 'auditor'],
  ],
  [
    'see',
    'a production target',
    () => target('production'),
    ['developer', 'infrastructure', 'approver', 'security', 'administrator', 'auditor'],
  ],
  [
    'see',
    'an environment',
    () => ({ type: 'environment', environment: environment('production') }),
    ['developer', 'infrastructure', 'approver', 'security', 'administrator', 'auditor'],
  ],
  ['see', "another's request", () => requestOf(others), ['approver', 'security', 'administrator', 'auditor']],
  ['see', 'their own request', requestOf, [...who]],
  ['see', "another's terminal", () => terminalOf(others), ['administrator', 'auditor']],
  ['see', 'their own terminal', terminalOf, [...who]],
  ['see', 'Postern itself', () => SYSTEM, ['administrator', 'auditor']],
  [
    'request',
    'a development target',
    () => target('development'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  [
    'request',
    'a staging target',
    () => target('staging'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  [
    'request',
    'a production target',
    () => target('production'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  ['request', 'a target on a site', () => target('site'), ['developer', 'infrastructure', 'approver', 'administrator']],
  [
    'beAutoApproved',
    'a development target',
    () => target('development'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  [
    'beAutoApproved',
    'a staging target',
    () => target('staging'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  ['beAutoApproved', 'a production target', () => target('production'), []],
  ['beAutoApproved', 'a target of another kind', () => target('other'), []],
  ['approve', "another's request", () => requestOf(others), ['approver', 'security']],
  ['approve', 'their own request', requestOf, []],
  [
    'connect',
    'a development target',
    () => target('development'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  [
    'connect',
    'a staging target',
    () => target('staging'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  [
    'connect',
    'a production target',
    () => target('production'),
    ['developer', 'infrastructure', 'approver', 'administrator'],
  ],
  ['watch', "another's terminal", () => terminalOf(others), ['administrator']],
  ['end', "another's terminal", () => terminalOf(others), ['administrator']],
  ['end', 'their own terminal', terminalOf, who.filter((one) => one !== 'auditor')],
  ['end', "what another's request opened", () => requestOf(others), ['approver', 'security', 'administrator']],
  ['end', 'what their own request opened', requestOf, who.filter((one) => one !== 'auditor')],
  ['administer', 'Postern', () => SYSTEM, ['administrator']],
  [
    'administer',
    'an environment',
    () => ({ type: 'environment', environment: environment('production') }),
    ['administrator'],
  ],
  ['readAudit', 'the record', () => SYSTEM, ['administrator', 'auditor']],
];

describe('the policies an installation begins with', () => {
  for (const [action, what, resource, may] of table) {
    it.each(who)(`${action} ${what}: %s`, (name) => {
      const actor = people[name];
      const question = { actor, action, resource: resource(actor.personId), now: NOW };
      const answer = decide(
        defaults,
        ['request', 'beAutoApproved'].includes(action) ? { ...question, minutes: 30 } : question,
      );
      expect(answer.errors).toEqual([]);
      expect(answer.allowed).toBe(may.includes(name));
    });
  }

  it('an auditor touches nothing, even with every other group', () => {
    const actor = somebody(own, 'auditors', 'developers', 'infrastructure', 'approvers', 'security', 'administrators');
    const actions = ['request', 'beAutoApproved', 'connect'] as const;
    for (const action of actions)
      expect(
        decide(defaults, {
          actor,
          action,
          resource: target('development'),
          now: NOW,
          ...(action === 'connect' ? {} : { minutes: 30 }),
        }).determining.map((policy) => policy.id),
      ).toEqual(['auditors.touch-nothing']);
    expect(decide(defaults, { actor, action: 'administer', resource: SYSTEM, now: NOW }).allowed).toBe(false);
    expect(decide(defaults, { actor, action: 'readAudit', resource: SYSTEM, now: NOW }).allowed).toBe(true);
  });
});

describe('what it takes, by the policies an installation begins with', () => {
  const ask = (name: keyof typeof people, kind: Parameters<typeof environment>[0], minutes: number) => {
    const {
      allowed,
      auto,
      requirement: needs,
    } = requirement(defaults, people[name], ordersDb, environment(kind), minutes, NOW);
    return {
      allowed,
      auto,
      approvals: needs.approvals,
      groups: needs.groups,
      maxMinutes: needs.maxMinutes,
      policyIds: needs.policyIds,
    };
  };

  it('development opens at once for eight hours', () => {
    const opens = {
      allowed: true,
      auto: true,
      approvals: 0,
      groups: [],
      maxMinutes: 480,
      policyIds: ['development.request'],
    };
    expect(ask('developer', 'development', 480)).toEqual(opens);
    expect(ask('developer', 'development', 481)).toEqual({ ...opens, allowed: false, auto: false, policyIds: [] });
  });

  it('staging opens at once for two hours', () => {
    expect(ask('developer', 'staging', 120)).toMatchObject({
      allowed: true,
      auto: true,
      approvals: 0,
      maxMinutes: 120,
    });
    expect(ask('developer', 'staging', 121)).toMatchObject({ allowed: false, auto: false, maxMinutes: 120 });
  });

  it('production takes one approver for an hour, security too for longer, and ends at four hours', () => {
    const one = {
      allowed: true,
      auto: false,
      approvals: 1,
      groups: ['approvers'],
      maxMinutes: 240,
      policyIds: ['production.request.short'],
    };
    expect(ask('developer', 'production', 60)).toEqual(one);
    expect(ask('developer', 'production', 61)).toEqual({
      ...one,
      approvals: 2,
      groups: ['approvers', 'security'],
      policyIds: ['production.request.long'],
    });
    expect(ask('developer', 'production', 241)).toMatchObject({ allowed: false, maxMinutes: 240 });
    expect(ask('infrastructure', 'production', 240)).toEqual({
      ...one,
      policyIds: ['production.request.infrastructure'],
    });
    expect(ask('administrator', 'production', 60)).toMatchObject({ auto: false, approvals: 1 });
  });

  it('offers nothing to who has no group that may ask', () => {
    for (const name of ['security', 'auditor', 'nobody'] as const) {
      expect(ask(name, 'production', 15)).toMatchObject({ allowed: false, approvals: 0, maxMinutes: 0 });
      expect(allowedDurations(defaults, people[name], ordersDb, environment('production'), NOW)).toEqual([]);
    }
  });

  it('offers each duration with its price', () => {
    const offers = allowedDurations(defaults, people.developer, ordersDb, environment('production'), NOW);
    expect(offers.map((offer) => [offer.minutes, offer.requirement.approvals])).toEqual([
      [15, 1],
      [30, 1],
      [60, 1],
      [120, 2],
      [240, 2],
    ]);
  });
});
