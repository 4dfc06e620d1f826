export type CedarPiece = {
  kind: 'comment' | 'string' | 'permit' | 'forbid' | 'word' | 'annotation' | 'plain';
  text: string;
};

const PIECES =
  /(\/\/[^\n]*)|("(?:[^"\\]|\\.)*")|(@\w+)|\b(permit)\b|\b(forbid)\b|\b(when|unless|in|is|like|has|if|then|else|principal|action|resource|context|true|false)\b/g;
const KINDS = ['comment', 'string', 'annotation', 'permit', 'forbid', 'word'] as const;

/** A line of Cedar in pieces that a reader's eye tells apart; joined again they are the line, whatever it holds. */
export function cedarPieces(line: string): CedarPiece[] {
  const pieces: CedarPiece[] = [];
  let from = 0;
  for (const found of line.matchAll(PIECES)) {
    if (found.index > from) pieces.push({ kind: 'plain', text: line.slice(from, found.index) });
    const kind = KINDS.find((_, at) => found[at + 1] !== undefined) ?? 'plain';
    pieces.push({ kind, text: found[0] });
    from = found.index + found[0].length;
  }
  if (from < line.length) pieces.push({ kind: 'plain', text: line.slice(from) });
  return pieces;
}
