import { QueryFailedError } from 'typeorm';

/** There was no connection to the database for what was to be done; nothing of it was begun. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';

  constructor(cause: unknown) {
    super('The database cannot be reached at the moment.', { cause });
  }
}

/** Whether something was not done because the database did not do its part. */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof DatabaseUnreachable || error instanceof QueryFailedError;
}
