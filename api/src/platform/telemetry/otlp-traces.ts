import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { TraceDestination } from '../../config/telemetry-configuration.js';
import type { GatewayExchangeFacts } from './exchange-facts.js';
import type { Log } from './log.js';
import { OtlpSpanExporter } from './otlp-span-exporter.js';
import type { StepTaken, Timeline } from './timeline.js';
import type { TraceContext, TraceParent } from './trace-context.js';
import type { ExportedTrace, TraceExporter } from './trace-exporter.js';

/** A new trace has its id before it has a span, because the audit trail names it first. */
class GivenTraceIds extends RandomIdGenerator {
  next = '';
  override readonly generateTraceId = (): string => this.next;
}

/** Exports spans by OTLP over HTTP with OpenTelemetry's own SDK: one for the exchange and one for each of its steps. */
export class OtlpTraces implements TraceExporter {
  private readonly ids = new GivenTraceIds();
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor(destination: TraceDestination, log: Log) {
    this.provider = new TracerProvider({
      idGenerator: this.ids,
      sampler: samplerOf(destination),
      spanLimits: { attributeValueLengthLimit: 512 },
      resource: defaultResource()
        .merge(resourceFromAttributes({ 'service.name': 'castellan' }))
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor({ exporter: new OtlpSpanExporter(destination, log) })],
    });
    this.tracer = this.provider.getTracer('castellan');
  }

  begin(traceId: string, { parent }: TraceContext, timeline: Timeline): ExportedTrace {
    this.ids.next = traceId;
    const within = parent ? trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent)) : ROOT_CONTEXT;
    const options = { kind: SpanKind.SERVER, startTime: epoch(timeline.began) };
    return new SpansOfExchange(this.tracer, this.tracer.startSpan('exchange', options, within), timeline);
  }

  async flush(): Promise<void> {
    await this.provider.forceFlush();
  }

  async stop(): Promise<void> {
    await this.provider.shutdown();
  }
}

class SpansOfExchange implements ExportedTrace {
  private readonly within: Context;
  #upstream: Span | undefined;

  constructor(
    private readonly tracer: Tracer,
    private readonly root: Span,
    private readonly timeline: Timeline,
  ) {
    this.within = trace.setSpan(ROOT_CONTEXT, root);
  }

  next(baggage: string | undefined): TraceContext {
    // The upstream's spans hang under the step that waits for them.
    const from = this.timeline.taken().at(-1)?.from ?? this.timeline.began;
    this.#upstream ??= this.tracer.startSpan(
      'upstream',
      { kind: SpanKind.CLIENT, startTime: epoch(from) },
      this.within,
    );
    const { traceId, spanId, traceFlags, traceState } = this.#upstream.spanContext();
    const flags = traceFlags.toString(16).padStart(2, '0');
    const state = traceState?.serialize();
    return {
      parent: { traceId, spanId, flags, ...(state ? { state } : {}) },
      ...(baggage === undefined ? {} : { baggage }),
    };
  }

  end(facts: GatewayExchangeFacts, timeline: Timeline): void {
    const { root } = this;
    if (root.isRecording()) {
      root.updateName(facts.offering === undefined ? facts.method : `${facts.method} ${facts.offering}`);
      root.setAttributes(attributesOf(facts));
      if (facts.outcome === 'failed') root.setStatus({ code: SpanStatusCode.ERROR });
      for (const taken of timeline.taken()) this.#endStep(taken, facts);
    }
    root.end(epoch(timeline.began + timeline.duration));
  }

  #endStep({ step, from, to }: StepTaken, facts: GatewayExchangeFacts): void {
    if (step !== 'upstream' || !this.#upstream) {
      this.tracer.startSpan(step, { startTime: epoch(from) }, this.within).end(epoch(to));
      return;
    }
    if (facts.outcome === 'failed') this.#upstream.setStatus({ code: SpanStatusCode.ERROR });
    this.#upstream.end(epoch(to));
  }
}

/** By OpenTelemetry's conventions for MCP where they have a name, else under our own. */
function attributesOf(facts: GatewayExchangeFacts): Attributes {
  const { steps: _steps, durationMs: _duration, traceId: _trace, ...rest } = facts;
  const { method, revision, offering, offeringKind, code, ...own } = rest;
  return {
    'mcp.method.name': method,
    ...(revision === undefined ? {} : { 'mcp.protocol.version': revision }),
    ...(offering === undefined || offeringKind !== 'tool' ? {} : { 'gen_ai.tool.name': offering }),
    ...(code === undefined ? {} : { 'error.type': code }),
    ...Object.fromEntries(
      Object.entries({ ...own, offering, offeringKind })
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [`castellan.${snake(name)}`, value]),
    ),
  };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function spanContextOf({ traceId, spanId, flags, state }: TraceParent) {
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(state === undefined ? {} : { traceState: createTraceState(state) }),
  };
}

function samplerOf({ ratio, followsCaller }: TraceDestination): Sampler {
  const root = ratio === 0 ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
  return followsCaller ? new ParentBasedSampler({ root }) : root;
}

function epoch(milliseconds: number): number {
  return performance.timeOrigin + milliseconds;
}
