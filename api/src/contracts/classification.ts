import type { Definition, OfferingKind } from './contract.js';

/** The organization's own judgement of what using an offering does. */
export type Classification = 'read' | 'write' | 'destructive';

const destructiveVerbs =
  /(?:^|[._-])(delete|remove|destroy|drop|purge|erase|wipe|revoke|terminate|cancel|void|merge)/i;
const writingVerbs =
  /(?:^|[._-])(create|add|update|edit|set|write|send|post|put|patch|assign|move|transition|approve|review|draft|trigger|run|start|stop|upload|import|invite|close|open|merge)/i;

/**
 * A first suggestion for a new offering, always on the careful side.
 *
 * A server's own annotations may raise it and never lower it below what the name says: a tool called
 * `delete_repository` that claims to be read-only is still destructive until a person says otherwise.
 */
export function suggestClassification(
  kind: OfferingKind,
  name: string,
  definition: Definition,
): Classification {
  if (kind !== 'tool') return 'read';
  const annotations = (definition['annotations'] ?? {}) as Readonly<Record<string, unknown>>;
  if (destructiveVerbs.test(name)) return 'destructive';
  if (annotations['readOnlyHint'] === true) return writingVerbs.test(name) ? 'write' : 'read';
  return annotations['destructiveHint'] === true ? 'destructive' : 'write';
}
