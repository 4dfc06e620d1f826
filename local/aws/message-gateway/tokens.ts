import { randomBytes } from 'node:crypto';

export type Role = 'client' | 'agent';

/** Stream tokens: each opens one data channel once, for one role, within its time. */
export class Tokens {
  readonly #byValue = new Map<string, { sessionId: string; role: Role; expiresAt: number }>();

  issue(sessionId: string, role: Role, expiresAt: number): string {
    // As long as the service's own, so that nothing downstream gets used to short ones.
    const value = `AAEAA${randomBytes(192).toString('base64')}`;
    this.#byValue.set(value, { sessionId, role, expiresAt });
    return value;
  }

  /** Uses a token up; false when it is unknown, used, too old, or for something else. */
  redeem(value: string, sessionId: string, role: Role, now: number): boolean {
    const token = this.#byValue.get(value);
    if (!token || token.sessionId !== sessionId || token.role !== role) return false;
    this.#byValue.delete(value);
    return token.expiresAt >= now;
  }

  /** Whether a client could still come with a token it was given. */
  hasOpen(sessionId: string, role: Role, now: number): boolean {
    return [...this.#byValue.values()].some(
      (token) => token.sessionId === sessionId && token.role === role && token.expiresAt >= now,
    );
  }

  /** Forgets a session's tokens, or one role's, e.g. because a newer one was given out. */
  forget(sessionId: string, role?: Role): void {
    for (const [value, token] of this.#byValue) {
      if (token.sessionId === sessionId && (role === undefined || token.role === role)) this.#byValue.delete(value);
    }
  }
}
