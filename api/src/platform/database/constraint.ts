import { QueryFailedError } from 'typeorm';

/** Whether the database gave up on a statement because its time was over. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === '57014';
}

/** Whether a statement failed because of the named constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof QueryFailedError &&
    (error.driverError as { constraint?: unknown }).constraint === constraint
  );
}
