import { describe, expect, it } from 'vitest';
import { cedarPieces } from './cedar-pieces';

describe('the pieces of a line of Cedar', () => {
  it('are told apart by kind', () => {
    expect(cedarPieces('permit (principal in Group::"x") // why')).toEqual([
      { kind: 'permit', text: 'permit' },
      { kind: 'plain', text: ' (' },
      { kind: 'word', text: 'principal' },
      { kind: 'plain', text: ' ' },
      { kind: 'word', text: 'in' },
      { kind: 'plain', text: ' Group::' },
      { kind: 'string', text: '"x"' },
      { kind: 'plain', text: ') ' },
      { kind: 'comment', text: '// why' },
    ]);
    expect(cedarPieces('@approvals("1")')[0]).toEqual({ kind: 'annotation', text: '@approvals' });
  });

  it('are the line when joined, whatever it holds', () => {
    for (const line of ['', '"never closed', '// permit "x"', '<script>forbid</script>', 'a\u2028b @ " \\" //']) {
      expect(
        cedarPieces(line)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(line);
    }
  });
});
