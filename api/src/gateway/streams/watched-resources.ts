import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { metaKeys } from '../../platform/mcp/revisions/envelope.js';
import type { Interest } from './standing-stream.js';

const updated = 'notifications/resources/updated';

/** How much of what an upstream says beside the address is passed on, in characters. */
const longestParams = 4 * 1024;

/** How many different resources may wait to be told of; below a subscribed one there can be any number. */
const maximumWaiting = 1_000;

/** Milliseconds in which updates of one resource are one. */
const mergeMs = 100;

/** The resources that one stream tells of: keeps what its client is to hear until the client reads it. */
export class WatchedResources implements Interest {
  readonly uris = new Set<string>();
  readonly lists = false;
  readonly #waiting = new Map<string, JsonRpcNotification>();
  #isTelling = false;
  #hasEnded = false;

  /** @param tell sends the updates the caller may still know of, and waits while the client does not read. */
  constructor(private readonly tell: (updates: ReadonlyMap<string, JsonRpcNotification>) => Promise<void>) {}

  end(): void {
    this.#hasEnded = true;
    this.#waiting.clear();
  }

  readonly heard = (notification: JsonRpcNotification): void => {
    if (this.#hasEnded || notification.method !== updated) return;
    const uri = memberOf(notification.params, 'uri');
    const subscribed = typeof uri === 'string' ? this.#subscribedFor(uri) : undefined;
    if (typeof uri !== 'string' || subscribed === undefined) return;
    const isRoom = this.#waiting.has(uri) || this.#waiting.size < maximumWaiting;
    const about = isRoom ? uri : subscribed;
    this.#waiting.set(about, noticeOf(about, notification.params));
    if (!this.#isTelling) void this.#tellAll();
  };

  /** A server may tell of a part of what was subscribed to. Of everything else nobody wants to hear. */
  #subscribedFor(uri: string): string | undefined {
    if (this.uris.has(uri)) return uri;
    for (const subscribed of this.uris) {
      if (uri.startsWith(subscribed.endsWith('/') ? subscribed : `${subscribed}/`)) return subscribed;
    }
    return undefined;
  }

  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    while (this.#waiting.size > 0 && !this.#hasEnded) {
      const updates = new Map(this.#waiting);
      this.#waiting.clear();
      await this.tell(updates).catch(() => this.end());
      await new Promise((resolve) => setTimeout(resolve, mergeMs).unref());
    }
    this.#isTelling = false;
  }
}

function noticeOf(uri: string, given: JsonObject | undefined): JsonRpcNotification {
  const { _meta, ...rest }: JsonObject = { ...given, uri };
  const { [metaKeys.subscriptionId]: _own, ...meta } = objectOf(given, '_meta') ?? {};
  const params = Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
  const isLong = JSON.stringify(params).length > longestParams + uri.length;
  return { jsonrpc: '2.0', method: updated, params: isLong ? { uri } : params };
}
