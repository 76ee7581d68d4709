import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { AttemptExchange } from '../platform/attempts/attempt-exchange.js';
import { AttemptLimit } from '../platform/attempts/attempt-limit.js';

/**
 * How often one address may begin or finish a sign-in in a minute.
 *
 * Enough for a whole office behind one address; a sign-in counts twice, once on its way out and once on its way back.
 */
export const signInStepsPerMinute = 600;

/** Counts the steps of sign-ins by source address, over all replicas. */
@Injectable()
export class SignInAttempts extends AttemptLimit {
  constructor(@Inject(CLOCK) clock: Clock, exchange: AttemptExchange) {
    super(clock, signInStepsPerMinute);
    exchange.share('sign-in', this);
  }
}
