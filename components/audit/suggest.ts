import { AUDIT_KEYS, type AuditToken } from '@/lib/domain/audit/query';
import type { AuditRow } from '@/lib/domain/audit/view';

const MOST = 7;

/** Every value of the rows that the record can be narrowed by, each once, the most frequent first. */
export function valuesOf(rows: readonly AuditRow[]): AuditToken[] {
  const counts = new Map<string, { token: AuditToken; count: number }>();
  for (const row of rows) {
    for (const token of tokensOf(row)) {
      const name = `${token.key}:${token.value}`;
      const found = counts.get(name) ?? { token, count: 0 };
      found.count += 1;
      counts.set(name, found);
    }
  }
  return [...counts.values()].sort((one, other) => other.count - one.count).map(({ token }) => token);
}

/** The values of one row that the record can be narrowed by. */
export function tokensOf(row: AuditRow): AuditToken[] {
  const tokens: AuditToken[] = [{ key: 'event', value: row.name }];
  if (row.actor.id !== null) tokens.push({ key: 'person', value: row.actor.name });
  if (row.on?.target) tokens.push({ key: 'target', value: row.on.label });
  if (row.environment) tokens.push({ key: 'environment', value: row.environment.name });
  if (row.request) tokens.push({ key: 'request', value: `R-${row.request.number}` });
  if (row.terminal) tokens.push({ key: 'terminal', value: `T-${row.terminal.number}` });
  return tokens;
}

/** What to offer for what was typed so far: "tar" or "target:" or a part of a value; what is chosen already is not offered. */
export function suggest(typed: string, known: readonly AuditToken[], chosen: readonly AuditToken[]): AuditToken[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [];
  const [, named, part] = new RegExp(`^(${AUDIT_KEYS.join('|')}):"?(.*)$`).exec(text) ?? [];
  const isFree = (token: AuditToken) => !chosen.some((one) => one.key === token.key && one.value === token.value);
  const fits = (token: AuditToken) =>
    named === undefined
      ? token.value.toLowerCase().includes(text) || (text.length > 1 && token.key.startsWith(text))
      : token.key === named && token.value.toLowerCase().includes(part ?? '');
  return known.filter((token) => isFree(token) && fits(token)).slice(0, MOST);
}
