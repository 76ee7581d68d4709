import type { ShownChange } from '../ui/field-changes';

/** The fields of a recorded change that differ, in order of their names; a change without fields is one change. */
export function changesOf(change: unknown): ShownChange[] {
  if (!isRecord(change)) return [];
  const before = change['before'];
  const after = change['after'];
  if (!isRecord(before ?? {}) || !isRecord(after ?? {})) return differing('value', before, after);
  const sides = [(before ?? {}) as Fields, (after ?? {}) as Fields] as const;
  const names = [...new Set(sides.flatMap((side) => Object.keys(side)))].sort();
  return names.flatMap((name) => differing(name, sides[0][name], sides[1][name]));
}

type Fields = Readonly<Record<string, unknown>>;

function differing(path: string, before: unknown, after: unknown): ShownChange[] {
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return [];
  const kind = isNothing(before) ? 'added' : isNothing(after) ? 'removed' : 'changed';
  return [{ path, kind, before: before ?? null, after: after ?? null }];
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
