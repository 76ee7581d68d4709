import { GraphQLError, GraphQLScalarType } from 'graphql';

const outputOnly = (): never => {
  throw new GraphQLError('JSON is an output type.');
};

/** Any JSON value, for definitions that upstream servers shape. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description:
    'Any JSON value, output only. Text in it comes from upstream servers: show it as text, never as markup.',
  serialize: (value) => value,
  parseValue: outputOnly,
  parseLiteral: outputOnly,
});
