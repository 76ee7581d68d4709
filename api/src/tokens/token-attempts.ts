import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { AttemptExchange } from '../platform/attempts/attempt-exchange.js';
import { AttemptLimit } from '../platform/attempts/attempt-limit.js';

/** How many tokens that are not good one address may present in a minute. Good ones are never counted. */
export const refusedTokensPerMinute = 120;

/** Counts refused tokens by source address, over the gateway and the API together, and over all replicas. */
@Injectable()
export class TokenAttempts extends AttemptLimit {
  constructor(@Inject(CLOCK) clock: Clock, exchange: AttemptExchange) {
    super(clock, refusedTokensPerMinute);
    exchange.share('token', this);
  }
}
