import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import { Log } from '../telemetry/log.js';
import { complexityLimit } from './complexity.plugin.js';
import { storableText } from './storable-text.plugin.js';
import { formatGraphqlError } from './graphql-errors.js';
import type { Loaders } from './loaders.js';

/** What a resolver finds in the GraphQL context. */
export interface GraphqlContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly loaders: Loaders;
}

// The classic ways of making one request cost a thousand are shut for everyone.
const armor = new ApolloArmor({
  maxDepth: { n: 10 },
  maxAliases: { n: 15 },
  maxDirectives: { n: 10 },
  maxTokens: { n: 1_500 },
  // It hides suggestions of some names and leaves a mark of its own; graphql-errors.ts leaves all of them out.
  blockFieldSuggestion: { enabled: false },
  // Cost is measured by rows asked for instead, see complexity.plugin.ts.
  costLimit: { enabled: false },
}).protect();

// The same plugins seen through the CommonJS typings of Apollo, which its ESM typings do not accept.
const armorPlugins = armor.plugins as unknown as ApolloServerPlugin[];

/** The control plane's GraphQL endpoint. */
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [CONFIGURATION, Log],
      useFactory: (configuration: Configuration, log: Log) => {
        let schema: GraphQLSchema | undefined;
        return {
          path: '/graphql',
          autoSchemaFile: true,
          sortSchema: true,
          transformSchema: (built: GraphQLSchema) => (schema = built),
          buildSchemaOptions: { numberScalarMode: 'integer' },
          context: (request: FastifyRequest, reply: FastifyReply): GraphqlContext => ({
            request,
            reply,
            loaders: new Map(),
          }),
          introspection: configuration.environment !== 'production',
          graphiql: false,
          // Not before: it closes the HTTP server, and the gateway has calls to finish and streams to end first.
          stopOnApplicationShutdown: true,
          csrfPrevention: true,
          includeStacktraceInErrorResponses: false,
          allowBatchedHttpRequests: false,
          // A refusal that names an HTTP status is answered with it, so that clients know to wait.
          preserveHttpStatusForExecutionErrors: false,
          validationRules: armor.validationRules,
          plugins: [...armorPlugins, storableText, complexityLimit(() => schema!)],
          formatError: (formatted: Parameters<typeof formatGraphqlError>[0], error: unknown) =>
            formatGraphqlError(formatted, error, (correlationId, fault) =>
              log.error({ correlationId, err: fault }, 'a GraphQL operation failed'),
            ),
        };
      },
    }),
  ],
})
export class GraphqlModule {}
