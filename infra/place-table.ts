/** The text with a table in the place that is marked for it by name. Throws when there is no such place. */
export function placeTable(text: string, name: string, table: string): string {
  const begins = `<!-- ${name}: written by npm run templates -->`;
  const ends = `<!-- end of ${name} -->`;
  const [before, rest] = text.split(begins);
  const after = rest?.split(ends)[1];
  if (before === undefined || after === undefined) throw new Error(`The document lacks ${begins} or ${ends}`);
  return `${before}${begins}\n\n${table}\n\n${ends}${after}`;
}
