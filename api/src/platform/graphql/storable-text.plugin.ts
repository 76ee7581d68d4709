import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, visit, type DocumentNode } from 'graphql';
import { isStorable } from '../../kernel/storable-text.js';

/** Refuses text that the database cannot store, wherever it stands: it is the caller's mistake and not a fault. */
export const storableText: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ request, document }) => {
      if (hasOnlyStorable(request.variables) && hasOnlyStorable(literalsOf(document))) return;
      throw new GraphQLError('A text holds a NUL character or half a character. Remove it and try again.');
    },
  }),
};

function hasOnlyStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(hasOnlyStorable);
}

function literalsOf(document: DocumentNode): string[] {
  const literals: string[] = [];
  visit(document, { StringValue: ({ value }) => void literals.push(value) });
  return literals;
}
