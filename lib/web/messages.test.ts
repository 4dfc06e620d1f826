import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { messages } from './messages';

function sentences(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : sentences(value, `${path}${key}.`),
  );
}

/** The arguments a sentence takes: `{name}`, `{count, plural, …}` and `<link>`; not the words inside plural branches. */
function argumentsOf(sentence: string): string[] {
  const found = new Set<string>();
  for (const [, name = ''] of sentence.matchAll(/\{(\w+)\s*[,}]/g)) {
    const isBranch = new RegExp(`(?:one|other|=\\d+)\\s*\\{${name}\\}`).test(sentence);
    if (!isBranch) found.add(name);
  }
  for (const [, name = ''] of sentence.matchAll(/<(\w+)>/g)) found.add(`<${name}>`);
  return [...found].sort();
}

// The Japanese sentence says only what happens without an extension; how long one lasts is on the button beside it.
const saysLessInJapanese = new Set(['terminals.expiry']);

const english = new Map(sentences(messages.en));
const japanese = new Map(sentences(messages.ja));

describe('messages', () => {
  it('says everything in both languages', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it.each([...english.keys()].filter((key) => !saysLessInJapanese.has(key)))(
    '%s takes the same arguments in both languages',
    (key) => {
      expect(argumentsOf(japanese.get(key) ?? '')).toEqual(argumentsOf(english.get(key) ?? ''));
    },
  );

  it.each(['en', 'ja'] as const)('can be written out without an error: %s', (locale) => {
    // The translator is typed by literal keys; here every key there is goes through it as plain text.
    const say: unknown = createTranslator({
      locale,
      messages: messages[locale],
      onError: (error) => {
        throw error;
      },
    }).markup;
    if (typeof say !== 'function') throw new Error('the translator cannot write markup');
    for (const [key, sentence] of locale === 'en' ? english : japanese) {
      const values: Record<string, unknown> = Object.fromEntries(
        argumentsOf(sentence).map((name) =>
          name.startsWith('<')
            ? [name.slice(1, -1), (inner: string) => `|${inner}`]
            : [name, name === 'count' ? 2 : 'x'],
        ),
      );
      expect(say(key, values), key).not.toMatch(/[{}<>]/);
    }
  });

  it('keeps to the voice: no pleading, no cheering, no blame', () => {
    const banned = /\b(please|sorry|oops|successfully|invalid|log ?in|are you sure)\b|!/i;
    expect([...english].filter(([, sentence]) => banned.test(sentence))).toEqual([]);
    expect([...japanese].filter(([, sentence]) => /[!!]|(?<![同多各一仕模])様/.test(sentence))).toEqual([]);
  });

  it('calls a live shell a terminal, never a session', () => {
    expect([...english].filter(([, sentence]) => /\bsessions?\b/i.test(sentence))).toEqual([]);
    expect([...japanese].filter(([, sentence]) => /セッション/.test(sentence))).toEqual([]);
  });
});
