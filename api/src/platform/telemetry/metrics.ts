import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DurationHistogram } from './duration-histogram.js';

const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const stepBuckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30,
];

/** The process's Prometheus metrics. Labels are from closed sets: never a name, an id or a value. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly gatewayRequests = new Counter({
    name: 'castellan_gateway_requests_total',
    help: 'MCP requests by method, decision and outcome.',
    labelNames: ['method', 'effect', 'outcome'] as const,
    registers: [this.registry],
  });

  readonly gatewaySeconds = new DurationHistogram(
    'castellan_gateway_request_seconds',
    'Time from the first byte of a request to the last byte of its answer.',
    ['method'],
    durationBuckets,
    this.registry,
  );

  readonly gatewayStepSeconds = new DurationHistogram(
    'castellan_gateway_step_seconds',
    'Time an MCP request spent in each step of the pipeline, by how it ended.',
    ['step', 'outcome'],
    stepBuckets,
    this.registry,
  );

  readonly upstreamCalls = new Counter({
    name: 'castellan_upstream_calls_total',
    help: 'Calls to upstreams by what they say of them: answered, unusable, failed, timeout, silent, abandoned.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  readonly upstreamProbes = new Counter({
    name: 'castellan_upstream_probes_total',
    help: 'What Castellan itself asked of upstreams that nobody calls, by what the answers say of them.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });

  readonly upstreamBreakersOpen = new Gauge({
    name: 'castellan_upstream_breakers_open',
    help: 'Connectors that this process does not call at the moment because their last calls failed.',
    registers: [this.registry],
  });

  readonly auditBatch = new Histogram({
    name: 'castellan_audit_batch_events',
    help: 'Events per commit of the gateway to the audit trail.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers: [this.registry],
  });

  readonly policyAgeSeconds = new Gauge({
    name: 'castellan_policy_age_seconds',
    help: 'Seconds since compiled policies were last known to be current.',
    registers: [this.registry],
  });

  readonly policyCompileSeconds = new Histogram({
    name: 'castellan_policy_compile_seconds',
    help: 'Time to compile the policy of one organization, without reading its rows.',
    buckets: durationBuckets,
    registers: [this.registry],
  });

  readonly unauthenticated = new Counter({
    name: 'castellan_gateway_unauthenticated_total',
    help: 'Requests refused before anybody was known, by reason.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
