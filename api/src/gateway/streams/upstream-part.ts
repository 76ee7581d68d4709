import type { Resolved } from '../pipeline/resolve.js';
import type { Interest, Listener } from './standing-stream.js';
import type { StandingStreams, Watching } from './standing-streams.js';

/** What one client's stream wants of one upstream: it is listened to while that is anything. */
export class UpstreamPart {
  #watching: Watching | undefined;

  constructor(
    private readonly standing: StandingStreams,
    private readonly listener: Listener,
    private resolved: Resolved,
    private readonly interest: Interest,
  ) {}

  /** Resolves when the upstream is listened to, or cannot be at the moment. */
  get settled(): Promise<void> {
    return this.#watching?.settled ?? Promise.resolve();
  }

  /** Follows what is wanted now. */
  apply(): void {
    const { uris, tasks } = this.interest;
    if (uris.size === 0 && tasks.size === 0) {
      this.#watching?.leave();
      this.#watching = undefined;
    } else if (this.#watching) this.#watching.changed();
    else this.#watching = this.standing.join(this.listener, this.resolved, this.interest);
  }

  /** Follows a change of the connector. */
  async renew(resolved: Resolved): Promise<void> {
    this.resolved = resolved;
    await this.#watching?.renew(resolved);
  }
}
