import { Refusal } from '../kernel/refusal.js';
import { permissionTitles, type Permission } from './permissions.js';

/** Nobody is signed in, or the session or token is no longer valid. */
export class Unauthenticated extends Refusal<'unauthenticated'> {
  constructor(
    message = 'You are not signed in, or your session has ended.',
    nextStep = 'Sign in and try again.',
  ) {
    super('unauthenticated', message, nextStep);
  }
}

/** Too many attempts came from one address. */
export class TooManyAttempts extends Refusal<'too_many_attempts'> {
  /** How the GraphQL server answers it: as HTTP routes do. */
  readonly extensions: object;

  constructor(
    message: string,
    nextStep: string,
    readonly retryAfterSeconds: number,
  ) {
    super('too_many_attempts', message, nextStep);
    const headers = new Map([['retry-after', String(retryAfterSeconds)]]);
    this.extensions = { http: { status: 429, headers } };
  }
}

/** The caller is known and may not do this. */
export class Forbidden extends Refusal<'forbidden'> {
  constructor(permission?: Permission) {
    super(
      'forbidden',
      permission
        ? `This needs the permission "${permissionTitles[permission]}" (${permission}), which you do not hold.`
        : 'This is not open to anybody.',
      'Ask an owner or admin of your organization.',
    );
  }
}
