import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Log } from '../../platform/telemetry/log.js';
import { UpstreamTargets } from '../calls/credential.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Resolved } from '../pipeline/resolve.js';
import { Upstreams } from '../upstreams/upstreams.js';
import { StandingStream, type Interest, type Listener, type StandingParts } from './standing-stream.js';

/** A part in a stream. */
export interface Watching {
  /** Resolves when the upstream's stream was opened once, or could not be. */
  readonly settled: Promise<void>;
  /** Says that what is wanted has changed. */
  changed(): void;
  /** Says that the connector may have changed. */
  renew(resolved: Resolved): Promise<void>;
  leave(): void;
}

/** The streams that this process holds open towards upstreams: one for each session that somebody listens in. */
@Injectable()
export class StandingStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<string, StandingStream>();
  private readonly parts: StandingParts;

  constructor(
    upstreams: Upstreams,
    targets: UpstreamTargets,
    log: Log,
    @Inject(GATEWAY_LIMITS) { reopenMs, resultBytes }: GatewayLimits,
  ) {
    this.parts = { upstreams, targets, log, reopenMs, resultBytes };
  }

  beforeApplicationShutdown(): void {
    for (const stream of this.open.values()) stream.end();
    this.open.clear();
  }

  /** Listens to an upstream, together with whoever does so in the same session. */
  join(listener: Listener, resolved: Resolved, interest: Interest): Watching {
    const { sessionKey } = listener;
    const stream = this.open.get(sessionKey) ?? new StandingStream(listener, resolved, this.parts);
    this.open.set(sessionKey, stream);
    stream.join(interest);
    return {
      settled: stream.settled,
      changed: () => stream.apply(),
      renew: (now) => stream.renew(now),
      leave: () => {
        stream.leave(interest);
        if (stream.isWanted || this.open.get(sessionKey) !== stream) return;
        this.open.delete(sessionKey);
        stream.end();
      },
    };
  }
}
