import { Injectable } from '@nestjs/common';
import type { DurationSeries } from '../../platform/telemetry/duration-histogram.js';
import type { ExchangeOutcome } from '../../platform/telemetry/exchange-facts.js';
import { Log } from '../../platform/telemetry/log.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { exchangeSteps, Timeline, type ExchangeStep } from '../../platform/telemetry/timeline.js';
import { Traces } from '../../platform/telemetry/traces.js';
import type { Arrival } from '../pipeline/receive.js';
import type { Answer } from '../pipeline/respond.js';
import { Turn } from '../pipeline/turn.js';
import { factsOf } from './facts.js';

/** Says of every exchange what came of it: one line, one trace, and the metrics. */
@Injectable()
export class Observation {
  readonly #methods = new Map<string, DurationSeries>();
  readonly #steps: Readonly<Record<ExchangeOutcome, Record<ExchangeStep, DurationSeries>>>;

  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly traces: Traces,
  ) {
    this.#steps = {
      answered: this.#seriesOf('answered'),
      refused: this.#seriesOf('refused'),
      failed: this.#seriesOf('failed'),
    };
  }

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
    this.#secondsOf(facts.method).observe(facts.durationMs / 1000);
    const series = this.#steps[outcome];
    for (const step of exchangeSteps) {
      const milliseconds = facts.steps[step];
      if (milliseconds !== undefined) series[step].observe(milliseconds / 1000);
    }
  }

  #secondsOf(method: string): DurationSeries {
    let series = this.#methods.get(method);
    if (!series) this.#methods.set(method, (series = this.metrics.gatewaySeconds.series({ method })));
    return series;
  }

  #seriesOf(outcome: ExchangeOutcome): Record<ExchangeStep, DurationSeries> {
    const series = exchangeSteps.map((step) => [
      step,
      this.metrics.gatewayStepSeconds.series({ step, outcome }),
    ]);
    return Object.fromEntries(series) as Record<ExchangeStep, DurationSeries>;
  }
}
