/**
 * Turns bytes that come in pieces into text without breaking a character that lies across two pieces. What is not UTF-8 becomes U+FFFD,
 * one for each maximal part of a broken sequence, as the Encoding standard has it. Nothing is taken for a byte order mark.
 */
export class Utf8Pieces {
  private codePoint = 0;
  private missing = 0;
  // The second byte of some sequences has narrower bounds, which rule out overlong forms, surrogates and what is beyond U+10FFFF.
  private lower = 0x80;
  private upper = 0xbf;

  /** The text completed by these bytes; an unfinished character waits for the next piece. */
  push(bytes: Uint8Array): string {
    const parts: string[] = [];
    let units: number[] = [];
    for (const byte of bytes) {
      if (this.missing > 0 && (byte < this.lower || byte > this.upper)) {
        units.push(0xfffd);
        this.reset();
      }
      if (this.missing > 0) {
        this.codePoint = (this.codePoint << 6) | (byte & 0x3f);
        this.lower = 0x80;
        this.upper = 0xbf;
        this.missing -= 1;
        if (this.missing === 0) {
          units.push(...unitsOf(this.codePoint));
          this.reset();
        }
      } else if (byte < 0x80) units.push(byte);
      else if (!this.begin(byte)) units.push(0xfffd);
      if (units.length >= 4096) {
        parts.push(String.fromCharCode(...units));
        units = [];
      }
    }
    parts.push(String.fromCharCode(...units));
    return parts.join('');
  }

  /** What is left when no more bytes come: nothing, or one U+FFFD for a character that was never finished. */
  end(): string {
    const left = this.missing > 0 ? '\ufffd' : '';
    this.reset();
    return left;
  }

  private begin(byte: number): boolean {
    if (byte >= 0xc2 && byte <= 0xdf) this.expect(1, byte & 0x1f);
    else if (byte >= 0xe0 && byte <= 0xef) this.expect(2, byte & 0x0f);
    else if (byte >= 0xf0 && byte <= 0xf4) this.expect(3, byte & 0x07);
    else return false;
    if (byte === 0xe0) this.lower = 0xa0;
    if (byte === 0xed) this.upper = 0x9f;
    if (byte === 0xf0) this.lower = 0x90;
    if (byte === 0xf4) this.upper = 0x8f;
    return true;
  }

  private expect(missing: number, codePoint: number): void {
    this.missing = missing;
    this.codePoint = codePoint;
  }

  private reset(): void {
    this.codePoint = 0;
    this.missing = 0;
    this.lower = 0x80;
    this.upper = 0xbf;
  }
}

function unitsOf(codePoint: number): number[] {
  if (codePoint < 0x10000) return [codePoint];
  const beyond = codePoint - 0x10000;
  return [0xd800 | (beyond >> 10), 0xdc00 | (beyond & 0x3ff)];
}
