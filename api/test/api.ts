import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RequestContext } from '../src/kernel/request-context.js';
import { createHttpApplication } from '../src/http-application.js';
import { TokensService } from '../src/tokens/tokens.service.js';
import type { TestDatabase } from './database/test-database.js';
import { testConfiguration } from './instance.js';

/** An answer of the GraphQL endpoint, as a program reads it. */
export interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export type Ask = (document: string, variables?: Readonly<Record<string, unknown>>) => Promise<GraphqlAnswer>;

/** The control plane, whole, asked over HTTP by programs with tokens. */
export class TestApi {
  private constructor(
    private readonly application: NestFastifyApplication,
    private readonly origin: string,
  ) {}

  static async start(database: TestDatabase): Promise<TestApi> {
    const application = await createHttpApplication(testConfiguration(database));
    await application.listen(0, '127.0.0.1');
    return new TestApi(application, await application.getUrl());
  }

  /** Asks as somebody, with a token that holds all of their permissions. */
  async as(context: RequestContext): Promise<Ask> {
    const { secret } = await this.application.get(TokensService, { strict: false }).issue(context, {
      name: 'test',
      expiresAt: new Date(Date.now() + 60 * 60 * 1000),
      access: null,
      connectors: null,
      apiScopes: [...context.permissions],
    });
    return this.withToken(secret);
  }

  withToken(secret: string): Ask {
    return async (query, variables = {}) => {
      const answer = await fetch(`${this.origin}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return (await answer.json()) as GraphqlAnswer;
    };
  }

  close(): Promise<void> {
    return this.application.close();
  }
}
