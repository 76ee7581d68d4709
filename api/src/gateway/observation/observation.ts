import { Injectable } from '@nestjs/common';
import type { GatewayExchangeFacts } from '../../platform/telemetry/exchange-facts.js';
import { Log } from '../../platform/telemetry/log.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { exchangeSteps, Timeline } from '../../platform/telemetry/timeline.js';
import { Traces } from '../../platform/telemetry/traces.js';
import type { Arrival } from '../pipeline/receive.js';
import type { Answer } from '../pipeline/respond.js';
import { Turn } from '../pipeline/turn.js';
import { factsOf } from './facts.js';

/** Says of every exchange what came of it: one line, one trace, and the metrics. */
@Injectable()
export class Observation {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly traces: Traces,
  ) {}

  begin(arrival: Arrival, answer: Answer): Turn {
    const timeline = new Timeline();
    return new Turn(arrival, answer, timeline, this.traces.begin(arrival.headers, timeline));
  }

  end(turn: Turn): void {
    const { timeline, trace, method } = turn;
    timeline.end();
    const facts = factsOf(turn);
    this.log.exchange(facts);
    trace.end(facts);
    const { outcome } = facts;
    this.metrics.gatewayRequests.inc({
      method: facts.method,
      effect: facts.effect ?? (outcome === 'refused' ? 'deny' : 'allow'),
      outcome: turn.refusal?.code ?? 'answered',
    });
    // How long a stream was open says nothing about how long anybody waited.
    if (method === 'stream' || method === 'subscriptions/listen') return;
    this.metrics.gatewaySeconds.observe({ method: facts.method }, facts.durationMs / 1000);
    this.#observeSteps(facts);
  }

  #observeSteps({ steps, outcome }: GatewayExchangeFacts): void {
    for (const step of exchangeSteps) {
      const milliseconds = steps[step];
      if (milliseconds !== undefined)
        this.metrics.gatewayStepSeconds.observe({ step, outcome }, milliseconds / 1000);
    }
  }
}
