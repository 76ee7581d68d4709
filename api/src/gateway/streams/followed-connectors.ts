import type { TellingConnectors } from '../aggregate/telling-connectors.js';
import type { Caller } from '../pipeline/authenticate.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import type { Resolution, Resolved } from '../pipeline/resolve.js';
import type { CompiledPolicy } from '../../policies/policy.js';
import type { Following, UpstreamLists } from './upstream-lists.js';

/** What following connectors needs of the gateway. */
export interface FollowedConnectorsParts {
  readonly telling: TellingConnectors;
  readonly resolution: Resolution;
  readonly lists: UpstreamLists;
}

/**
 * The connectors whose lists a stream at the address of all of them is about: each is listened to as for a stream at
 * its own address, and nobody waits for any of them.
 */
export class FollowedConnectors {
  readonly #followed = new Map<string, Following>();
  /** One look after the other. */
  #last: Promise<void> = Promise.resolve();
  #hasLeft = false;

  constructor(private readonly parts: FollowedConnectorsParts) {}

  /** Follows those that the caller has something to do with now, and no others. */
  look(policy: CompiledPolicy, caller: Caller): Promise<void> {
    const looked = this.#last.then(() => this.#look(policy, caller));
    this.#last = looked.catch(() => undefined);
    return looked;
  }

  leave(): void {
    this.#hasLeft = true;
    for (const following of this.#followed.values()) following.leave();
    this.#followed.clear();
  }

  async #look(policy: CompiledPolicy, caller: Caller): Promise<void> {
    const { telling, lists } = this.parts;
    const announcing = await telling.announcing(policy, caller);
    for (const [slug, following] of this.#followed) {
      if (announcing.has(slug)) continue;
      following.leave();
      this.#followed.delete(slug);
    }
    for (const slug of announcing) {
      const resolved = await this.#resolved(policy, caller, slug);
      if (this.#hasLeft) return;
      if (!resolved) continue;
      const known = this.#followed.get(slug);
      const following = known ?? lists.follow(resolved);
      if (!following) continue;
      this.#followed.set(slug, following);
      if (known) await known.renew(resolved);
    }
  }

  /** One that cannot be served has nothing to say. */
  async #resolved(policy: CompiledPolicy, caller: Caller, slug: string): Promise<Resolved | undefined> {
    try {
      return await this.parts.resolution.resolve(policy, caller, slug);
    } catch (error) {
      if (error instanceof GatewayRefusal) return undefined;
      throw error;
    }
  }
}
