import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/request-context.js';

/** The loaders of one GraphQL operation, made on first use, so that a page of rows costs one query per kind. */
export type Loaders = Map<object, DataLoader<string, unknown>>;

/** A batch function: as many results as ids, in their order; undefined where there is none. */
export type Batch<Value> = (
  context: RequestContext,
  ids: readonly string[],
) => Promise<readonly (Value | undefined)[]>;

/** The loader of a batch function for this operation. */
export function loaderOf<Value>(
  loaders: Loaders,
  context: RequestContext,
  batch: Batch<Value>,
): DataLoader<string, Value | undefined> {
  const known = loaders.get(batch) as DataLoader<string, Value | undefined> | undefined;
  if (known) return known;
  const made = new DataLoader<string, Value | undefined>(
    (ids) => batch(context, ids) as Promise<(Value | undefined)[]>,
  );
  loaders.set(batch, made as DataLoader<string, unknown>);
  return made;
}
