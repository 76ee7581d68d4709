import { unwrapResolverError } from '@apollo/server/errors';
import { HttpException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { newId } from '../../kernel/ids.js';
import { Refusal } from '../../kernel/refusal.js';

/** Codes of errors outside payload unions. */
export type WireErrorCode =
  'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'BAD_INPUT' | 'LIMIT' | 'INTERNAL';

const codes: Readonly<Record<string, WireErrorCode>> = {
  unauthenticated: 'UNAUTHENTICATED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  too_many_attempts: 'LIMIT',
};

/** Characters of a message; the library repeats whole literals and variables. */
const longestMessage = 1_000;

/** Reports a fault to whoever operates the installation; the caller only gets the correlation id. */
export type FaultReporter = (correlationId: string, fault: unknown) => void;

/**
 * Shapes every error that leaves /graphql: a code, a sentence, a correlation id, never a stack, a statement or the
 * text of an unexpected fault.
 */
export function formatGraphqlError(
  formatted: GraphQLFormattedError,
  error: unknown,
  report: FaultReporter,
): GraphQLFormattedError {
  const correlationId = newId();
  const cause = unwrapResolverError(error);
  const place = {
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    ...(formatted.path ? { path: formatted.path } : {}),
  };
  if (cause instanceof Refusal) {
    return {
      ...place,
      message: cause.message,
      extensions: {
        code: codes[cause.code] ?? 'BAD_INPUT',
        reason: cause.code,
        nextStep: cause.nextStep,
        correlationId,
      },
    };
  }
  const clientFault =
    cause instanceof GraphQLError || (cause instanceof HttpException && cause.getStatus() < 500);
  if (clientFault) {
    const message = shortened(withoutSuggestion(formatted.message));
    const limit = /limit of \d+ exceeded|too much at once/i.test(message);
    return {
      ...place,
      message,
      extensions: { code: limit ? 'LIMIT' : 'BAD_INPUT', correlationId },
    };
  }
  report(correlationId, cause);
  return {
    ...place,
    message: `Something went wrong on our side. Try again; if it stays, tell your operator the number ${correlationId}.`,
    extensions: { code: 'INTERNAL', correlationId },
  };
}

/** Guessing names must not be answered with names: what the library suggests is left out, of fields, values and all. */
function withoutSuggestion(message: string): string {
  // No expression: the library repeats what callers send, however long, and most of these would be searched many times.
  const at = message.endsWith('?') ? message.lastIndexOf('Did you mean ') : -1;
  return at === -1 ? message : message.slice(0, at).trimEnd();
}

function shortened(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
