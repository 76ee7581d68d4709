import { permissionsOf, type Role } from '../../src/access/roles.js';
import { TokensService } from '../../src/tokens/tokens.service.js';
import { asMember } from '../instance.js';
import type { RunningApplication } from './application.js';

/** What /graphql answered. */
export interface GraphqlAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

/** Calls /graphql over the wire as the owner of a token. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** Issues a token with everything the member's role permits, and calls with it. */
  static async as(
    castellan: RunningApplication,
    organizationId: string,
    memberId: string,
    role: Role,
  ): Promise<ApiClient> {
    const { secret } = await castellan.application
      .get(TokensService, { strict: false })
      .issue(asMember(organizationId, memberId, role), {
        name: `for ${role}`,
        expiresAt: new Date(Date.now() + 60 * 60 * 1000),
        access: null,
        connectors: null,
        apiScopes: [...permissionsOf([role])],
      });
    return new ApiClient(castellan.url, { authorization: `Bearer ${secret}` });
  }

  async send(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphqlAnswer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Partial<GraphqlAnswer>;
    return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
  }
}
