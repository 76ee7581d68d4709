import type { CompiledConnector } from '../../policies/policy.js';
import { decodedOnce, maximumDecodings, maximumUri } from './uri-template.js';

type Resources = ReadonlyMap<string, unknown>;

// Compiled connectors never change, so what was worked out for one is good for as long as it is held.
const known = new WeakMap<Resources, ReadonlyMap<string, readonly string[]>>();

/** The connector's resources that an upstream may take a URI for, though it is spelled otherwise. */
export function twinsOf(connector: CompiledConnector, uri: string): readonly string[] {
  const resources = connector.offerings.get('resource');
  if (!resources) return [];
  let twins = known.get(resources);
  if (!twins) known.set(resources, (twins = Map.groupBy(resources.keys(), plain)));
  return twins.get(plain(uri)) ?? [];
}

/**
 * One spelling for all: resolved as an address and decoded, once more than what a template makes can be. An address
 * that no template makes is only itself: it is as long as a client likes, and would be decoded from each per cent sign.
 */
function plain(uri: string): string {
  if (uri.length > maximumUri) return uri;
  let text = URL.parse(uri)?.href ?? uri;
  for (let decodings = 0; decodings <= maximumDecodings; decodings += 1) {
    const next = decodedOnce(text);
    if (next === undefined || next === text) break;
    text = next;
  }
  return text;
}
