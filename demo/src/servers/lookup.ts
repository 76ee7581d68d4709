/** Finds an entry by its id; what is missing is explained in words the caller of a tool can act on. */
export function findEntry<Entry>(
  entries: ReadonlyMap<string, Entry>,
  id: string,
  kind: string,
  hint: string,
): Entry {
  const entry = entries.get(id);
  if (!entry) throw new Error(`There is no ${kind} "${id}". ${hint}`);
  return entry;
}

/** Indexes sample entries by id, copying each so that two servers started from the same sample never share state. */
export function indexById<Entry extends { id: string }>(entries: readonly Entry[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, structuredClone(entry)]));
}

/** Whether any of the texts contains every word of the query, ignoring case. */
export function matchesWords(query: string, ...texts: string[]): boolean {
  const haystack = texts.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

/** Makes ids such as `INV-1007`, counting on from the given number. */
export function idCounter(prefix: string, last: number): () => string {
  let number = last;
  return () => `${prefix}${++number}`;
}
