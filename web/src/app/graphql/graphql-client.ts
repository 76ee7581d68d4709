import { HttpClient } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { TypedDocumentString } from './generated/graphql';
import type { Refusal } from './generated/schema';

/** What the API says when it expected a failure: what happened and what to do next. */
export type RefusalAnswer = Pick<Refusal, 'code' | 'message' | 'nextStep'> & { field?: string | null };

/** Sends GraphQL documents that change something, or that are asked once. Rejects with an `ApiError`. */
@Service()
export class GraphqlClient {
  private readonly http = inject(HttpClient);

  async send<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const body = { query: document.toString(), variables };
    return (await firstValueFrom(this.http.post<{ data: Data }>('/graphql', body))).data;
  }
}

/** Whether the answer of a mutation is a refusal and not its success. */
export function isRefusal<Result extends { __typename?: string }>(
  result: Result,
): result is Extract<Result, { __typename?: 'Refusal' }> {
  return result.__typename === 'Refusal';
}
