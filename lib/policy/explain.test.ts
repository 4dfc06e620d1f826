import { describe, expect, it } from 'vitest';
import type { Question } from './decide';
import { explain } from './explain';
import { brokenPolicies, readPolicies } from './read-policies';
import { defaults, NOW, people, requestOf, target, terminalOf } from './testing/world';

const question = (over: Partial<Question>): Question => ({
  actor: people.nobody,
  action: 'request',
  resource: target('production'),
  now: NOW,
  ...(over.action === undefined || over.action === 'request' ? { minutes: 30 } : {}),
  ...over,
});

describe('explain', () => {
  it('says nothing more of a yes', () => {
    expect(explain(defaults, question({ actor: people.developer }))).toMatchObject({
      why: 'allowed',
      groupsThatWouldDo: [],
    });
  });

  it('names the groups any one of which would do', () => {
    expect(explain(defaults, question({}))).toMatchObject({
      why: 'groupMissing',
      groupsThatWouldDo: ['developers', 'infrastructure'],
    });
    expect(explain(defaults, question({ action: 'approve', resource: requestOf('else') }))).toMatchObject({
      groupsThatWouldDo: ['approvers', 'security'],
    });
    expect(explain(defaults, question({ action: 'watch', resource: terminalOf('else') }))).toMatchObject({
      groupsThatWouldDo: ['administrators'],
    });
  });

  it('names the policy that forbids, which no group undoes', () => {
    const own = explain(
      defaults,
      question({ actor: people.approver, action: 'approve', resource: requestOf('approver') }),
    );
    expect(own).toMatchObject({ why: 'forbidden', forbiddenBy: [{ id: 'approvals.never-ones-own' }] });
    expect(explain(defaults, question({ actor: people.auditor }))).toMatchObject({ why: 'forbidden' });
  });

  it('offers no group that would not really do', () => {
    const policies = readPolicies(1, [
      {
        name: 'a.cedar',
        text: `@for("night-shift") permit (principal in Group::"night-shift", action == Action::"request", resource) when { context.hour > 20 };`,
      },
    ]);
    expect(explain(policies, question({}))).toMatchObject({ why: 'notPermitted', groupsThatWouldDo: [] });
    expect(explain(policies, question({ now: new Date('2026-11-22T21:00:00Z') }))).toMatchObject({
      why: 'groupMissing',
      groupsThatWouldDo: ['night-shift'],
    });
  });

  it('says so when the policies are broken', () => {
    expect(explain(brokenPolicies(new Error('gone')), question({}))).toMatchObject({ why: 'broken' });
  });
});
