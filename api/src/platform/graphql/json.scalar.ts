import { CustomScalar, Scalar } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';

/** Any JSON value, for definitions that upstream servers shape. Output only. */
@Scalar('JSON', () => Object)
export class JsonScalar implements CustomScalar<unknown, unknown> {
  description = 'Any JSON value. Text in it comes from upstream servers: show it as text, never as markup.';

  serialize(value: unknown): unknown {
    return value;
  }

  parseValue(): never {
    throw new GraphQLError('JSON is an output type.');
  }

  parseLiteral(): never {
    throw new GraphQLError('JSON is an output type.');
  }
}
