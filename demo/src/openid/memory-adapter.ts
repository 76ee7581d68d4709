import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

/** Keeps what one provider remembers in memory, since the evaluation environment begins afresh at every start. */
export function memoryAdapter(): AdapterFactory {
  const entries = new Map<string, Entry>();
  return (model) => new MemoryAdapter(entries, model);
}

class MemoryAdapter implements Adapter {
  readonly #entries: Map<string, Entry>;
  readonly #model: string;

  constructor(entries: Map<string, Entry>, model: string) {
    this.#entries = entries;
    this.#model = model;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    for (const [key, entry] of this.#entries) if (entry.expiresAt < Date.now()) this.#entries.delete(key);
    this.#entries.set(this.#key(id), { payload, expiresAt: Date.now() + (expiresIn ?? Infinity) * 1000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.#entries.get(this.#key(id));
    return entry && entry.expiresAt >= Date.now() ? entry.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findPayload((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#findPayload((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.#own()) if (payload.grantId === grantId) this.#entries.delete(key);
  }

  #key(id: string): string {
    return `${this.#model}:${id}`;
  }

  /** The entries of this model: an interaction names a grant too, and must outlive the grant's tokens. */
  #own(): [string, Entry][] {
    return [...this.#entries].filter(([key]) => key.startsWith(this.#key('')));
  }

  #findPayload(matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    const now = Date.now();
    return this.#own().find(([, { payload, expiresAt }]) => expiresAt >= now && matches(payload))?.[1]
      .payload;
  }
}
