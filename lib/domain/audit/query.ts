/** What the record can be narrowed by, as it is typed and as it stands in the address. The list is closed. */
export const AUDIT_KEYS = ['person', 'target', 'environment', 'request', 'terminal', 'event'] as const;
export type AuditKey = (typeof AUDIT_KEYS)[number];

export type AuditToken = { key: AuditKey; value: string };

/** Tokens, and words that are looked for everywhere. */
export type AuditQuery = { tokens: AuditToken[]; text: string };

/** More would be a program's, not a person's. */
const MOST_TOKENS = 12;

const TOKEN = new RegExp(`(?:^|\\s)(${AUDIT_KEYS.join('|')}):(?:"([^"]*)"|([^\\s"]+))(?=\\s|$)`, 'g');

/** Reads what was typed: `person:"Maya Okafor" event:request. refund`. What is no token is text. */
export function parseAuditQuery(typed: string): AuditQuery {
  const tokens: AuditToken[] = [];
  const text = typed.replace(TOKEN, (whole, key: AuditKey, quoted: string | undefined, plain: string | undefined) => {
    const value = (quoted ?? plain ?? '').trim();
    if (value === '' || tokens.length === MOST_TOKENS) return whole;
    if (!tokens.some((one) => one.key === key && one.value === value)) tokens.push({ key, value });
    return '';
  });
  return { tokens, text: text.trim().replace(/\s+/g, ' ') };
}

/** Writes it as it is read. A value's own quotes are dropped, since they cannot be written. */
export function writeAuditQuery({ tokens, text }: AuditQuery): string {
  const written = tokens.map(({ key, value }) => {
    const plain = value.replaceAll('"', '');
    return `${key}:${/\s/.test(plain) ? `"${plain}"` : plain}`;
  });
  return [...written, text].filter((part) => part !== '').join(' ');
}
