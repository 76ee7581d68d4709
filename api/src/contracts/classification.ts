import type { Definition, OfferingKind } from './contract.js';

/** The organization's own judgement of what using an offering does. */
export type Classification = 'read' | 'write' | 'destructive';

const destructiveVerbs =
  /(?:^|[._-])(delete|remove|destroy|drop|purge|erase|wipe|revoke|terminate|cancel|void|merge)/i;
const writingVerbs =
  /(?:^|[._-])(create|add|update|edit|set|write|send|post|put|patch|assign|move|transition|approve|review|draft|trigger|run|start|stop|upload|import|invite|close|open)/i;

/**
 * A first suggestion for a new offering: what the name says comes before what the server claims.
 *
 * A tool called `delete_repository` that claims to be read-only is destructive until a person says otherwise. The
 * protocol's destructive hint covers every overwriting update, so it raises only what the name leaves open.
 */
export function suggestClassification(
  kind: OfferingKind,
  name: string,
  definition: Definition,
): Classification {
  if (kind !== 'tool') return 'read';
  if (destructiveVerbs.test(name)) return 'destructive';
  if (writingVerbs.test(name)) return 'write';
  const annotations = (definition['annotations'] ?? {}) as Readonly<Record<string, unknown>>;
  if (annotations['readOnlyHint'] === true) return 'read';
  return annotations['destructiveHint'] === true ? 'destructive' : 'write';
}
