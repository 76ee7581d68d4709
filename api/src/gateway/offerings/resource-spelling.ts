import type { CompiledConnector } from '../../policies/policy.js';
import { decodedOnce } from './uri-template.js';

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

/** One spelling for all: resolved as an address and decoded to the end. */
function plain(uri: string): string {
  let text = URL.parse(uri)?.href ?? uri;
  for (let next = decodedOnce(text); next !== undefined && next !== text; next = decodedOnce(text))
    text = next;
  return text;
}
