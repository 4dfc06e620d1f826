import { describe, expect, it } from 'vitest';
import { fieldText } from './field-text';

describe('a field of an event as text', () => {
  it.each([
    [null, '–'],
    ['', '–'],
    [[], '–'],
    [{}, '–'],
    [3, '3'],
    [false, 'false'],
    [['a', 'b'], 'a, b'],
    [{ a: { b: 1 } }, '{"a":{"b":1}}'],
    ['two\nlines', 'two\nlines'],
  ])('%j', (value, text) => {
    expect(fieldText(value)).toBe(text);
  });

  it('gives each tag a line of its own, so that the value of one is not read as another', () => {
    expect(fieldText({ note: 'x, team = payments', team: 'batch' })).toBe('note = x, team = payments\nteam = batch');
  });

  it('shows marks that would turn the direction or break a line, and leaves what people write', () => {
    expect(fieldText({ team: '\u202Etnemyap\u2066\u2028\u061Cx' })).toBe('team = \\u202etnemyap\\u2066\\u2028\\u061cx');
    expect(fieldText('👩‍🔧 見る שלום')).toBe('👩‍🔧 見る שלום');
  });
});
