// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file tells apart

// A control sequence, a string such as a title, another escape, one control character, or a run of text.
const PIECES =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)$/;
const CONTROL_SEQUENCE = /^\x1b\[([<=>?]?)([0-9;:]*)[ -/]*([@-~])$/;
const EDITED = /[\x08\r]|\x1b\[[0-9;]*[CDGKPX@]/;
const HIDDEN = /^[\x00-\x08\x0b-\x1f\x7f]/;

/** Output taken apart, nothing left out: escape sequences (ECMA-48), single control characters, and the runs of text between them. */
export function piecesOf(output: string): string[] {
  return output.match(PIECES) ?? [];
}

/** The escape sequence, or string, that the output ends in the middle of; empty when it ends in none. */
export function unfinishedEscape(output: string): string {
  return UNFINISHED.exec(output)?.[0] ?? '';
}

/** A piece as a control sequence: its private mark, its parameters as they were written, and its final; null when it is none. */
export function controlSequence(piece: string): { mark: string; parameters: string; final: string } | null {
  const found = CONTROL_SEQUENCE.exec(piece);
  if (!found) return null;
  const [, mark = '', parameters = '', final = ''] = found;
  return { mark, parameters, final };
}

/** Whether something moves the cursor or takes characters away inside a line: a shell's own editing of what is typed. */
export function isEdited(line: string): boolean {
  return EDITED.test(line);
}

/** The text without escape sequences and control characters, tabs and line feeds kept. */
export function withoutEscapes(output: string): string {
  return piecesOf(output)
    .filter((piece) => !HIDDEN.test(piece))
    .join('');
}
