import { describe, expect, it } from 'vitest';
import { parseAuditQuery, writeAuditQuery } from './query';

describe('the query of the record', () => {
  it('is tokens and text, in any order', () => {
    expect(parseAuditQuery(' refund person:"Maya Okafor"  event:request. batch  target:orders-db ')).toEqual({
      tokens: [
        { key: 'person', value: 'Maya Okafor' },
        { key: 'event', value: 'request.' },
        { key: 'target', value: 'orders-db' },
      ],
      text: 'refund batch',
    });
    expect(parseAuditQuery('')).toEqual({ tokens: [], text: '' });
  });

  it('takes for text what is no token', () => {
    for (const typed of ['colour:red', 'person:', 'person:""', 'xperson:a', 'at 14:20', 'person:"Maya'])
      expect(parseAuditQuery(typed)).toEqual({ tokens: [], text: typed });
  });

  it('holds each token once, and not more than a person would type', () => {
    expect(parseAuditQuery('target:a target:a target:b').tokens).toHaveLength(2);
    const many = Array.from({ length: 40 }, (_, at) => `target:t${at}`).join(' ');
    expect(parseAuditQuery(many).tokens).toHaveLength(12);
  });

  it('is read as it was written', () => {
    for (const typed of ['person:"Maya Okafor" request:R-12 refund', 'event:terminal.', 'only words', ''])
      expect(writeAuditQuery(parseAuditQuery(typed))).toBe(typed);
    expect(writeAuditQuery({ tokens: [{ key: 'person', value: 'a"b c' }], text: '' })).toBe('person:"ab c"');
  });
});
