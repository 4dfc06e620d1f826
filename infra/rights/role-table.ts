import type { Reasons } from './right';

type Made = { Type: string; Properties: { RoleName?: string }; Metadata?: { Postern?: Reasons } };

/** The table of roles as Markdown, from the reasons inside the templates; `named` is each file's prefix of names and its text. */
export function roleTable(named: readonly { prefix: string; text: string }[]): string {
  const roles = new Map<string, Reasons>();
  for (const { prefix, text } of named) {
    const { Resources } = JSON.parse(text) as { Resources: Record<string, Made> };
    for (const { Type, Properties, Metadata } of Object.values(Resources)) {
      const reasons = Metadata?.Postern;
      if (Type !== 'AWS::IAM::Role' || !reasons) continue;
      const name = String(Properties.RoleName).slice(prefix.length + 1);
      const known = roles.get(name);
      // The example with managed nodes has more statements than the others.
      if (!known || Object.keys(known.why).length < Object.keys(reasons.why).length) roles.set(name, reasons);
    }
  }
  const rows = [...roles].flatMap(([name, { what = '', assumedBy = '', why }]) => {
    const statements = Object.entries(why).map(
      ([sid, because]) => `| | | \`${sid}\` | ${unprefixed(because, named)} |`,
    );
    return [`| **${name}**: ${what} | ${assumedBy} | ${statements.length === 0 ? 'none' : ''} | |`, ...statements];
  });
  return ['| role | who assumes it | statement | why |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function unprefixed(text: string, named: readonly { prefix: string }[]): string {
  return [...new Set(named.map(({ prefix }) => prefix))]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, prefix) => rest.replaceAll(`${prefix}-`, ''), text);
}
