import { describe, expect, it } from 'vitest';
import { brokenPolicies, readPolicies } from './read-policies';
import { allowedDurations, longestAtOnce, requirement } from './requirement';
import { defaults, environment, NOW, ordersDb, people } from './testing/world';

const head = '(principal, action == Action::"request", resource)';
const auto = '(principal, action == Action::"beAutoApproved", resource)';

function ask(text: string, minutes: number) {
  const policies = readPolicies(4, [{ name: 'test.cedar', text }]);
  return requirement(policies, people.developer, ordersDb, environment('production'), minutes, NOW);
}

const needs = (text: string, minutes = 30) => ask(text, minutes).requirement;

describe('requirement', () => {
  it('is read from the policy that permits', () => {
    expect(ask(`@id("p") @approvals("3") @approvers("a,b") @maxMinutes("90") permit ${head};`, 30)).toEqual({
      allowed: true,
      auto: false,
      requirement: { approvals: 3, groups: ['a', 'b'], maxMinutes: 90, policyIds: ['p'], policyVersion: 4 },
    });
  });

  it('takes the fewest approvals', () => {
    const text = `@id("two") @approvals("2") permit ${head}; @id("one") @approvals("1") @approvers("a") permit ${head};`;
    expect(needs(text)).toMatchObject({ approvals: 1, policyIds: ['one'] });
  });

  it('then the fewest groups, then the longest maximum, then the first id', () => {
    const groups = `@id("a") @approvals("2") @approvers("x,y") permit ${head}; @id("b") @approvals("2") @approvers("x") permit ${head};`;
    expect(needs(groups).policyIds).toEqual(['b']);
    const longest = `@id("a") @maxMinutes("60") permit ${head}; @id("b") @maxMinutes("90") permit ${head};`;
    expect(needs(longest)).toMatchObject({ policyIds: ['b'], maxMinutes: 90 });
    expect(needs(`@id("b") permit ${head}; @id("a") permit ${head};`).policyIds).toEqual(['a']);
  });

  it('passes over the mild policy that does not reach so far', () => {
    const text = `@id("short") @maxMinutes("60") permit ${head}; @id("long") @approvals("2") @maxMinutes("240") permit ${head};`;
    expect(needs(text, 60)).toMatchObject({ approvals: 1, maxMinutes: 240, policyIds: ['short'] });
    expect(needs(text, 61)).toMatchObject({ approvals: 2, maxMinutes: 240, policyIds: ['long'] });
    expect(ask(text, 241)).toMatchObject({
      allowed: false,
      auto: false,
      requirement: { maxMinutes: 240, policyIds: [] },
    });
  });

  it('finds the longest on offer where the condition bounds it', () => {
    const text = `permit ${head} when { context.minutes <= 60 };`;
    expect(ask(text, 61)).toMatchObject({ allowed: false, requirement: { maxMinutes: 60 } });
  });

  it('opens at once only up to the maximum of what opens it', () => {
    const text = `@id("ask") permit ${head}; @id("open") @maxMinutes("60") permit ${auto};`;
    expect(ask(text, 60)).toMatchObject({
      auto: true,
      requirement: { approvals: 0, groups: [], policyIds: ['ask', 'open'] },
    });
    expect(ask(text, 61)).toMatchObject({ auto: false, requirement: { approvals: 1, policyIds: ['ask'] } });
  });

  it('opens nothing for who may not ask', () => {
    expect(ask(`permit ${auto};`, 5)).toMatchObject({ allowed: false, auto: false, requirement: { maxMinutes: 0 } });
  });

  it('allows nothing once a policy forbids, or the policies are broken', () => {
    const text = `permit ${head}; forbid (principal, action, resource);`;
    expect(ask(text, 5)).toMatchObject({ allowed: false, requirement: { maxMinutes: 0 } });
    const broken = brokenPolicies(new Error('gone'));
    expect(allowedDurations(broken, people.administrator, ordersDb, environment('development'), NOW)).toEqual([]);
  });

  it.each([0, -5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9])('never allows %s minutes', (minutes) => {
    expect(ask(`permit ${head}; permit ${auto};`, minutes).allowed).toBe(false);
  });
});

describe('longestAtOnce', () => {
  const longest = (policies: typeof defaults, who: keyof typeof people, kind: Parameters<typeof environment>[0]) =>
    longestAtOnce(policies, people[who], ordersDb, environment(kind), NOW);

  it('is the longest of the durations on offer that open at once, for everybody everywhere', () => {
    for (const who of Object.keys(people) as (keyof typeof people)[])
      for (const kind of ['production', 'staging', 'development'] as const) {
        const offered = allowedDurations(defaults, people[who], ordersDb, environment(kind), NOW);
        expect([who, kind, longest(defaults, who, kind)]).toEqual([
          who,
          kind,
          Math.max(0, ...offered.filter((one) => one.auto).map((one) => one.minutes)),
        ]);
      }
    expect(longest(defaults, 'developer', 'staging')).toBe(120);
  });

  it('needs the right to ask for as long, and heeds a bound in the conditions as well', () => {
    const permit = (request: string, atOnce: string) =>
      readPolicies(1, [{ name: 'test.cedar', text: `@id("r") ${request} @id("a") ${atOnce}` }]);
    const short = permit(`@maxMinutes("30") permit ${head};`, `permit ${auto};`);
    expect(longest(short, 'developer', 'production')).toBe(30);
    const bound = permit(`permit ${head};`, `permit ${auto} when { context.minutes <= 60 };`);
    expect(longest(bound, 'developer', 'production')).toBe(60);
    expect(longest(permit(`permit ${head};`, `forbid ${auto};`), 'developer', 'production')).toBe(0);
  });
});
