import { expect, test } from 'vitest';
import { tagsOf } from './read-tags';

test('a tag that cannot be one is left out, and never taken for another', () => {
  const given = [
    { Key: 'team', Value: 'payments\u0000' },
    { Key: 'te\u001bam', Value: 'payments' },
    { Key: 'half', Value: '\ud83d' },
    { Key: 'Name', Value: '注文 web-1' },
    { Key: 'empty', Value: '' },
  ];
  expect(tagsOf(given)).toEqual({ Name: '注文 web-1', empty: '' });
});
