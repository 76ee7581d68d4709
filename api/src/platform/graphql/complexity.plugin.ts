import type { ApolloServerPlugin } from '@apollo/server';
import { getNullableType, GraphQLError, isListType, type GraphQLSchema } from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { maximumPageSize } from './connection.type.js';

/** The most one operation may cost: about one page of a hundred objects with twenty fields each. */
export const maximumCost = 5_000;

/** What a list without a page size is taken for: most are short, and one inside another must not come for nothing. */
const rowsOfPlainList = 10;

/** A field costs one, and its children as often as rows are asked for. */
export const byRows: ComplexityEstimator = ({ field, args, childComplexity }) => {
  const first: unknown = args['first'];
  if (typeof first === 'number') return 1 + Math.max(1, Math.min(first, maximumPageSize)) * childComplexity;
  // The edges of a connection were counted with its page size.
  const isPlainList = field.name !== 'edges' && isListType(getNullableType(field.type));
  return 1 + (isPlainList ? rowsOfPlainList : 1) * childComplexity;
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
