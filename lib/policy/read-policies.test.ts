import { describe, expect, it } from 'vitest';
import { PolicyError, type PolicyFault } from './policy-error';
import { readPolicies } from './read-policies';
import { defaultFiles } from './testing/world';

function faultsOf(...texts: string[]): readonly PolicyFault[] {
  try {
    readPolicies(
      2,
      texts.map((text, at) => ({ name: `${at + 1}.cedar`, text })),
    );
  } catch (error) {
    if (error instanceof PolicyError) return error.faults;
    throw error;
  }
  return [];
}

const asking = 'permit (principal, action == Action::"request", resource);';

describe('readPolicies', () => {
  it('reads what an installation begins with, each policy with id, file, line and terms', () => {
    const policies = readPolicies(7, defaultFiles);
    expect(policies).toMatchObject({ version: 7, broken: null });
    const long = policies.policies.get('production.request.long');
    expect(long).toMatchObject({
      file: '40-production.cedar',
      effect: 'permit',
      terms: { approvals: 2, approvers: ['approvers', 'security'], maxMinutes: 240 },
      groups: ['developers'],
    });
    const file = defaultFiles.find((one) => one.name === '40-production.cedar');
    expect(file?.text.split('\n')[(long?.line ?? 0) - 1]).toBe('@id("production.request.long")');
  });

  it('names a policy without an id by its file and place, in the order of the file, twins included', () => {
    const twelve = Array.from({ length: 12 }, () => asking).join('\n');
    const policies = readPolicies(1, [{ name: 'many.cedar', text: twelve }]);
    expect([...policies.policies.values()].map(({ id, line }) => [id, line])).toEqual(
      Array.from({ length: 12 }, (_, at) => [`many.cedar#${at + 1}`, at + 1]),
    );
  });

  it('demands one approval of anyone and allows a working day where nothing is said', () => {
    const [policy] = readPolicies(1, [{ name: 'a.cedar', text: asking }]).policies.values();
    expect(policy?.terms).toEqual({ approvals: 1, approvers: [], maxMinutes: 480 });
  });

  it('demands one approval for each group named without a number', () => {
    const [policy] = readPolicies(1, [{ name: 'a.cedar', text: `@approvers("a, b") ${asking}` }]).policies.values();
    expect(policy?.terms).toMatchObject({ approvals: 2, approvers: ['a', 'b'] });
  });

  it('takes no policies at all: then nobody may do anything', () => {
    expect(readPolicies(1, []).policies.size).toBe(0);
  });

  it('names a fault by file and line, after letters of several bytes too', () => {
    expect(faultsOf(asking, `// 日本語のコメント\n${asking}\n\npermit (principal,\n  action == ,`)).toMatchObject([
      { file: '2.cedar', line: 5 },
    ]);
    expect(
      faultsOf(
        `// é\n\n@id("é日本")\npermit (principal, action == Action::"see", resource)\nwhen {\n  context.minute < 3 };`,
      ),
    ).toMatchObject([{ file: '1.cedar', line: 6, message: expect.stringContaining('minute') }]);
  });

  it('reports every fault of every file at once', () => {
    const faults = faultsOf(
      `@approvals("many") ${asking}`,
      `@aprovals("2") ${asking}`,
      `@approvals("1") @approvers("a,b") ${asking}`,
      `@maxMinutes("0") ${asking}`,
      '@approvals("1") forbid (principal, action, resource);',
      '@maxMinutes("5") permit (principal, action == Action::"see", resource);',
      `@approvers("a,,a") ${asking}`,
      'permit (principal == ?principal, action, resource);',
      `@id("x") ${asking}\n@id("x") ${asking}`,
    );
    expect(faults.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['1.cedar', 1, '@approvals must be a whole number from 1 to 10, not "many"'],
      ['2.cedar', 1, '@aprovals is not known here (known: @id, @for, @approvals, @approvers, @maxMinutes)'],
      ['3.cedar', 1, '@approvals asks for 1 but @approvers names 2 groups, one approval each'],
      ['4.cedar', 1, '@maxMinutes must be a whole number from 1 to 43200, not "0"'],
      ['5.cedar', 1, '@approvals belongs on a permit for "request"'],
      ['6.cedar', 1, '@maxMinutes belongs on a permit for "request" or "beAutoApproved"'],
      ['7.cedar', 1, '@approvers must name groups with commas between them'],
      ['7.cedar', 1, '@approvers names a group twice'],
      ['8.cedar', 1, 'has a slot such as ?principal; templates are not used here'],
      ['9.cedar', 2, '@id("x") is already used in 9.cedar:1'],
    ]);
  });

  it.each([
    ['an unknown entity', 'permit (principal in Team::"a", action, resource);'],
    ['an unknown action', 'permit (principal, action == Action::"fly", resource);'],
    [
      'an attribute the action has not',
      'permit (principal, action == Action::"see", resource) when { context.minutes < 3 };',
    ],
    [
      'a comparison of different types',
      'permit (principal, action == Action::"request", resource) when { resource.name == 3 };',
    ],
    ['text that is no policy', 'hello'],
    [
      'a forbid that protects nothing',
      'forbid (principal, action == Action::"see", resource) when { resource is Target && false };',
    ],
    ['text in disguise', `// \u202e\n${asking}`],
    ['an action on what it is not for', 'permit (principal, action == Action::"watch", resource is Target);'],
  ])('refuses %s', (_, text) => {
    expect(faultsOf(text)).not.toEqual([]);
  });

  it('takes a group in two scripts', () => {
    expect(faultsOf('permit (principal in Group::"本番-approvers", action == Action::"see", resource);')).toEqual([]);
  });

  it('refuses the same file twice and a text without end', () => {
    const file = { name: 'a.cedar', text: '' };
    expect(() => readPolicies(1, [file, file])).toThrow('a.cedar is there twice');
    expect(() => readPolicies(1, [{ name: 'a.cedar', text: ' '.repeat(500_001) }])).toThrow(PolicyError);
  });
});
