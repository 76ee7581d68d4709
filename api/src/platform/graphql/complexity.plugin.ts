import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { maximumPageSize } from './connection.type.js';

/** The most one operation may cost: about one page of a hundred objects with twenty fields each. */
const maximumCost = 5_000;

/** A field costs one, and its children as often as rows are asked for. */
const byRows: ComplexityEstimator = ({ args, childComplexity }) => {
  const first: unknown = args['first'];
  const rows = typeof first === 'number' ? Math.max(1, Math.min(first, maximumPageSize)) : 1;
  return 1 + rows * childComplexity;
};

/** Refuses operations that ask for too much, for every caller. */
export function complexityLimit(schemaOf: () => GraphQLSchema): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ request, document, operationName }) => {
        const cost = getComplexity({
          schema: schemaOf(),
          query: document,
          estimators: [byRows],
          ...(operationName ? { operationName } : {}),
          ...(request.variables ? { variables: request.variables } : {}),
        });
        if (cost > maximumCost) {
          throw new GraphQLError(
            `This asks for too much at once: cost ${cost}, limit ${maximumCost}. Ask for fewer rows.`,
          );
        }
      },
    }),
  };
}
