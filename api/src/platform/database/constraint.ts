import { QueryFailedError } from 'typeorm';

/** Whether a statement failed because of the named constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof QueryFailedError &&
    (error.driverError as { constraint?: unknown }).constraint === constraint
  );
}
