import { memberOf, objectOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { metaKeys } from '../../platform/mcp/revisions/envelope.js';
import { maximumUri } from '../offerings/uri-template.js';
import { PendingNotices } from './pending-notices.js';
import type { Interest } from './standing-stream.js';

const updated = 'notifications/resources/updated';

/** How much of what an upstream says beside the address is passed on, in characters. */
const longestParams = 4 * 1024;

/** How many different resources may wait to be told of; below a subscribed one there can be any number. */
const maximumWaiting = 1_000;

/** The resources of one upstream that one stream tells of. */
export class WatchedResources implements Interest {
  readonly uris = new Set<string>();
  readonly tasks: ReadonlySet<string> = new Set();
  readonly lists = false;
  readonly #pending: PendingNotices;

  /**
   * @param tell sends the updates the caller may still know of, and waits while the client does not read.
   * @param failed is called when an update could not be told: the client has to look for itself.
   */
  constructor(
    tell: (updates: ReadonlyMap<string, JsonRpcNotification>) => Promise<void>,
    failed: () => void,
  ) {
    this.#pending = new PendingNotices(tell, failed);
  }

  end(): void {
    this.#pending.end();
  }

  readonly heard = (notification: JsonRpcNotification): void => {
    if (notification.method !== updated) return;
    const uri = memberOf(notification.params, 'uri');
    const subscribed = typeof uri === 'string' ? this.#subscribedFor(uri) : undefined;
    if (typeof uri !== 'string' || subscribed === undefined) return;
    const isRoom = this.#pending.has(uri) || this.#pending.size < maximumWaiting;
    // No template makes a longer address, so nobody could read what it names.
    const about = isRoom && uri.length <= maximumUri ? uri : subscribed;
    this.#pending.put(about, noticeOf(about, notification.params));
  };

  /** A server may tell of a part of what was subscribed to. Of everything else nobody wants to hear. */
  #subscribedFor(uri: string): string | undefined {
    if (this.uris.has(uri)) return uri;
    for (const subscribed of this.uris) {
      if (uri.startsWith(subscribed.endsWith('/') ? subscribed : `${subscribed}/`)) return subscribed;
    }
    return undefined;
  }
}

function noticeOf(uri: string, given: JsonObject | undefined): JsonRpcNotification {
  const { _meta, ...rest }: JsonObject = { ...given, uri };
  const { [metaKeys.subscriptionId]: _own, ...meta } = objectOf(given, '_meta') ?? {};
  const params = Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
  const isLong = JSON.stringify(params).length > longestParams + uri.length;
  return { jsonrpc: '2.0', method: updated, params: isLong ? { uri } : params };
}
