import { type PaletteGroup, paletteGroups } from './palette-item';

/** How well `query` fits `text`: 3 begins it, 2 begins one of its words, 1 is somewhere inside, 0 not at all. */
export function fitOf(text: string, query: string): 0 | 1 | 2 | 3 {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return 0;
  if (at === 0) return 3;
  return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 1 : 2;
}

/** `text` cut into pieces, the ones equal to `query` marked as hits; joined again they are always `text`. */
export function pieces(text: string, query: string): readonly { text: string; hit: boolean; at: number }[] {
  if (query === '') return [{ text, hit: false, at: 0 }];
  const found: { text: string; hit: boolean; at: number }[] = [];
  // Lower-casing can change the length of a string (İ), and then positions in it say nothing about the original.
  const lower = text.toLowerCase().length === text.length ? text.toLowerCase() : text;
  const wanted = query.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) found.push({ text: text.slice(from, at), hit: false, at: from });
    found.push({ text: text.slice(at, at + wanted.length), hit: true, at });
    from = at + wanted.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), hit: false, at: from });
  return found;
}

const prefixes: Readonly<Record<string, PaletteGroup>> = { '#': 'targets', '@': 'people', '>': 'do' };

type Searchable = { group: PaletteGroup; title: string; detail?: string; words?: string };

/**
 * What a person typed, narrowed to its groups: the best fits first, at most `perGroup` in each. `#`, `@` and `>` at the
 * start keep to targets, people and commands.
 */
export function search<Item extends Searchable>(
  items: readonly Item[],
  typed: string,
  perGroup: number,
): { query: string; groups: readonly { group: PaletteGroup; items: readonly Item[] }[] } {
  const only = prefixes[typed.trimStart()[0] ?? ''];
  const query = (only ? typed.trimStart().slice(1) : typed).trim();
  const terms = query.split(/\s+/u).filter(Boolean);
  const scored = items
    .filter((item) => !only || item.group === only)
    .map((item) => {
      const scores = terms.map((term) =>
        Math.max(fitOf(item.title, term) * 10, fitOf(item.detail ?? '', term) * 2, fitOf(item.words ?? '', term)),
      );
      return { item, score: scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 1) };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
  const groups = paletteGroups
    .filter((group) => !only || group === only)
    .map((group) => ({
      group,
      items: scored
        .filter(({ item }) => item.group === group)
        .slice(0, perGroup)
        .map(({ item }) => item),
    }))
    .filter((group) => group.items.length > 0);
  return { query, groups };
}
