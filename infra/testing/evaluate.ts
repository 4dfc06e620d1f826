import type { Statement } from './template';

/** One call as IAM sees it: keys of its context are matched without regard to case, as IAM does. */
export type Call = {
  action: string;
  resources: readonly string[];
  context?: Record<string, string | readonly string[]>;
};

/** Whether the statements let the call through: every resource allowed, none denied. Throws on an operator it does not know. */
export function allows(statements: readonly Statement[], call: Call): boolean {
  const matching = (effect: Statement['Effect'], resource: string) =>
    statements.some(
      (statement) =>
        statement.Effect === effect &&
        statement.Action.some((action) => like(action.toLowerCase(), call.action.toLowerCase())) &&
        statement.Resource.some((pattern) => like(substitute(pattern, call), resource)) &&
        holds(statement, call),
    );
  return call.resources.every((resource) => matching('Allow', resource) && !matching('Deny', resource));
}

/** Whether the conditions of a statement hold for the call. */
export function holds({ Condition = {} }: Pick<Statement, 'Condition'>, call: Call): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const values = heldBy(key, call);
      const patterns = [wanted].flat().map((pattern) => substitute(pattern, call));
      return compare(operator, values, patterns);
    }),
  );
}

function compare(operator: string, given: readonly string[] | null, patterns: readonly string[]): boolean {
  const some = (test: (value: string, pattern: string) => boolean) =>
    given?.some((value) => patterns.some((pattern) => test(value, pattern))) ?? false;
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return some((value, pattern) => value === pattern);
    // A key that is not there is not equal to anything.
    case 'StringNotEquals':
      return !some((value, pattern) => value === pattern);
    case 'StringLike':
    case 'ArnEquals':
    case 'ArnLike':
      return some((value, pattern) => like(pattern, value));
    case 'BoolIfExists':
      return given === null || some((value, pattern) => value === pattern);
    case 'Null':
      return patterns[0] === String(given === null);
    case 'ForAllValues:StringEquals':
      return (given ?? []).every((value) => patterns.includes(value));
    default:
      throw new Error(`The evaluator does not know ${operator}`);
  }
}

function heldBy(key: string, { context = {} }: Call): readonly string[] | null {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found ? [found[1]].flat() : null;
}

/** Variables of IAM; one without a value matches nothing. */
function substitute(pattern: string, call: Call): string {
  return pattern.replaceAll(/\$\{([^}]+)\}/g, (_, key: string) => heldBy(key, call)?.[0] ?? '\u0000');
}

function like(pattern: string, value: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}
