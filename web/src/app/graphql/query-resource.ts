import { httpResource, HttpResourceRef } from '@angular/common/http';
import type { TypedDocumentString } from './generated/graphql';

interface Answer<Data> {
  readonly data: Data;
}

/**
 * A GraphQL query as a resource: it runs when the variables change and not at all while they are undefined.
 * Read `hasValue()` or `error()` before `value()`, which throws after a failure.
 */
export function queryResource<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: () => Variables | undefined,
): HttpResourceRef<Data | undefined> {
  return httpResource<Data>(
    () => {
      const given = variables();
      return given === undefined
        ? undefined
        : { url: '/graphql', method: 'POST', body: { query: document.toString(), variables: given } };
    },
    { parse: (answer) => (answer as Answer<Data>).data },
  );
}
