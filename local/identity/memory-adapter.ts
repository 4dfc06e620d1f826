import type { Adapter, AdapterPayload } from 'oidc-provider';

type Entry = { payload: AdapterPayload; expiresAtMs: number };

const MAXIMUM_ENTRIES = 10_000;

/**
 * A store for the provider's short-lived things. Nothing in it is worth keeping: a restart interrupts a sign-in under
 * way and no more.
 */
export function memoryAdapter(nowMs: () => number): new (model: string) => Adapter {
  const entries = new Map<string, Entry>();

  function live(key: string): AdapterPayload | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAtMs > nowMs()) return entry.payload;
    entries.delete(key);
    return undefined;
  }

  function makeRoom(): void {
    for (const [key, { expiresAtMs }] of entries) if (expiresAtMs <= nowMs()) entries.delete(key);
    for (const key of entries.keys()) {
      if (entries.size < MAXIMUM_ENTRIES) return;
      entries.delete(key);
    }
  }

  return class MemoryAdapter implements Adapter {
    readonly #prefix: string;

    constructor(model: string) {
      this.#prefix = `${model}:`;
    }

    async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
      if (entries.size >= MAXIMUM_ENTRIES) makeRoom();
      entries.set(this.#prefix + id, { payload, expiresAtMs: nowMs() + (expiresInSeconds ?? 3_600) * 1_000 });
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      return live(this.#prefix + id);
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      for (const key of entries.keys()) {
        const payload = key.startsWith(this.#prefix) ? live(key) : undefined;
        if (payload?.uid === uid) return payload;
      }
      return undefined;
    }

    async findByUserCode(): Promise<undefined> {
      return undefined;
    }

    async consume(id: string): Promise<void> {
      const payload = live(this.#prefix + id);
      if (payload) payload.consumed = Math.floor(nowMs() / 1_000);
    }

    async destroy(id: string): Promise<void> {
      entries.delete(this.#prefix + id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    }
  };
}
