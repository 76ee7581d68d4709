import { computed, linkedSignal, Signal, signal } from '@angular/core';
import type { TypedDocumentString } from './generated/graphql';
import { queryResource } from './query-resource';

/** The shape of every list that grows. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A list read page by page. Rows stay on screen while more, or the answer to a changed filter, is on its way. */
export interface PagedQuery<Node> {
  readonly rows: Signal<readonly Node[]>;
  /** Whether no answer came yet, so that a skeleton stands for the rows. */
  readonly starting: Signal<boolean>;
  /** Whether an answer is on its way. */
  readonly loading: Signal<boolean>;
  readonly hasMore: Signal<boolean>;
  readonly error: Signal<unknown>;
  loadMore(): void;
  reload(): void;
}

interface Shown<Node> {
  readonly page?: Connection<Node>;
  readonly rows: readonly Node[];
  readonly known: boolean;
}

/** Runs a query with `first` and `after` for the filter given by `variables`, starting over when that changes. */
export function pagedQuery<Data, Variables extends { after?: string | null }, Node>(
  document: TypedDocumentString<Data, Variables>,
  variables: () => Omit<Variables, 'after'> | undefined,
  connection: (data: Data) => Connection<Node>,
): PagedQuery<Node> {
  const filter = computed(variables, { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
  const round = signal(0);
  const after = linkedSignal<unknown, string | null>({
    source: () => [filter(), round()],
    computation: () => null,
  });
  const answer = queryResource<Data, Variables>(document, () => {
    const given = filter();
    return given && ({ ...given, after: after() } as Variables);
  });
  const page = computed(() => (answer.hasValue() ? connection(answer.value() as Data) : undefined));
  const shown = linkedSignal<Connection<Node> | undefined, Shown<Node>>({
    source: page,
    computation: (next, previous) => {
      const before = previous?.value ?? { rows: [], known: false };
      if (!next || next === before.page) return before;
      const nodes = next.edges.map((edge) => edge.node);
      return { page: next, rows: after() === null ? nodes : [...before.rows, ...nodes], known: true };
    },
  });
  return {
    rows: computed(() => shown().rows),
    starting: computed(() => !shown().known && !answer.error()),
    loading: answer.isLoading,
    hasMore: computed(() => shown().page?.pageInfo.hasNextPage ?? false),
    error: answer.error,
    loadMore: () => after.set(shown().page?.pageInfo.endCursor ?? null),
    reload: () => {
      if (after() === null) answer.reload();
      else round.update((count) => count + 1);
    },
  };
}
