/** Turns what is typed next into its control or meta form; `ctrl` of anything without one stays as it is. */
export function modified(text: string, ctrl: boolean, alt: boolean): string {
  let out = text;
  if (ctrl && text.length === 1) {
    const code = text.toUpperCase().charCodeAt(0);
    if (code >= 64 && code <= 95) out = String.fromCharCode(code - 64);
    else if (text === ' ') out = '\0';
    else if (text === '?') out = '\x7f';
  }
  return alt ? `\x1b${out}` : out;
}

export type Latches = { ctrl: boolean; alt: boolean };
