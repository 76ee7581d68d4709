import { HttpErrorResponse } from '@angular/common/http';

/** Codes the API gives to failures outside of refusals, and two of our own for answers that never came. */
export type ApiErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_INPUT'
  | 'LIMIT'
  | 'INTERNAL'
  | 'UNREACHABLE'
  | 'UNREADABLE';

/** A request that failed without being a refusal: what happened, whether anything was saved, what to do. */
export class ApiError extends Error {
  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly nextStep: string,
    readonly correlationId?: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

interface WireError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly nextStep?: string;
    readonly correlationId?: string;
  };
}

/** The first error of a GraphQL answer as an `ApiError`, or nothing when the answer has none. */
export function errorOfAnswer(body: unknown): ApiError | undefined {
  const errors = (body as { errors?: readonly WireError[] } | null)?.errors;
  const first = errors?.[0];
  if (!first) return undefined;
  const code = knownCode(first.extensions?.code);
  const number = first.extensions?.correlationId;
  const nextStep = nextStepOf(code, first.extensions?.nextStep, number);
  return new ApiError(code, messageOf(code, first.message), nextStep, number);
}

/** An HTTP failure as an `ApiError`. */
export function errorOfResponse(failure: HttpErrorResponse): ApiError {
  const inBody = errorOfAnswer(failure.error);
  if (inBody) return inBody;
  const code: ApiErrorCode =
    failure.status === 0
      ? 'UNREACHABLE'
      : failure.status === 401
        ? 'UNAUTHENTICATED'
        : failure.status === 403
          ? 'FORBIDDEN'
          : failure.status === 429 || failure.status === 413
            ? 'LIMIT'
            : failure.status >= 500
              ? 'INTERNAL'
              : 'UNREADABLE';
  // What stands before the server, and answers in its place, gives no number.
  const number = failure.headers?.get('x-request-id') ?? undefined;
  return new ApiError(code, messageOf(code, ''), nextStepOf(code, undefined, number), number);
}

/** Any thrown value as an `ApiError`, for templates that show one. */
export function asApiError(error: unknown): ApiError {
  for (let at: unknown = error; at; at = (at as { cause?: unknown }).cause) {
    if (at instanceof ApiError) return at;
    if (at instanceof HttpErrorResponse) return errorOfResponse(at);
  }
  return new ApiError('UNREADABLE', messageOf('UNREADABLE', ''), nextStepOf('UNREADABLE'));
}

const codes: readonly string[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_INPUT',
  'LIMIT',
  'INTERNAL',
];

function knownCode(code: string | undefined): ApiErrorCode {
  return code !== undefined && codes.includes(code) ? (code as ApiErrorCode) : 'INTERNAL';
}

function messageOf(code: ApiErrorCode, fromApi: string): string {
  switch (code) {
    case 'UNAUTHENTICATED':
      return $localize`You are not signed in.`;
    case 'FORBIDDEN':
      return $localize`Your role does not include this.`;
    case 'NOT_FOUND':
      return $localize`There is nothing here that you may see.`;
    case 'BAD_INPUT':
      return fromApi || $localize`Something in the request was not accepted.`;
    case 'LIMIT':
      return fromApi || $localize`That was more than the server accepts at once.`;
    case 'UNREACHABLE':
      return $localize`The server cannot be reached.`;
    case 'UNREADABLE':
      return $localize`The server gave an answer that this page does not understand.`;
    case 'INTERNAL':
      return $localize`Something failed on the server.`;
  }
}

function nextStepOf(code: ApiErrorCode, fromApi?: string, number?: string): string {
  switch (code) {
    case 'UNAUTHENTICATED':
      return $localize`Sign in again.`;
    case 'FORBIDDEN':
      return $localize`Ask an admin of your organization.`;
    case 'NOT_FOUND':
      return $localize`Check the address, or go back to the list.`;
    case 'BAD_INPUT':
      return fromApi || $localize`Change it and try again.`;
    case 'LIMIT':
      return fromApi || $localize`Ask for less, or wait a minute and try again.`;
    case 'UNREACHABLE':
      return $localize`Check your connection, then try again.`;
    case 'UNREADABLE':
      return $localize`Reload the page. It may be older than the server.`;
    case 'INTERNAL':
      return number
        ? $localize`Try again. If it stays, give your operator the number below.`
        : $localize`Try again. If it stays, tell your operator when it happened.`;
  }
}
