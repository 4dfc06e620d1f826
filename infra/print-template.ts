/** Longest line that holds a whole value. */
const WIDTH = 132;

/**
 * A template as people read it and CloudFormation takes it: what fits on a line stands on one. A level for each brace would be half as long
 * again, and CloudFormation takes 51,200 bytes.
 */
export function printTemplate(template: unknown): string {
  return `${printed(template, 0)}\n`;
}

function printed(value: unknown, depth: number): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || depth + flat.length <= WIDTH) return flat;
  const inner = Array.isArray(value)
    ? value.map((one) => printed(one, depth + 1))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${printed(one, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const indent = ' '.repeat(depth + 1);
  return `${open}\n${inner.map((one) => indent + one).join(',\n')}\n${' '.repeat(depth)}${close}`;
}
