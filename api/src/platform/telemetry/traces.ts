import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import type { GatewayExchangeFacts } from './exchange-facts.js';
import { Log } from './log.js';
import type { Timeline } from './timeline.js';
import type { ExportedTrace, TraceExporter } from './trace-exporter.js';
import { readTraceContext, writeTraceContext, type TraceContext, type TraceFields } from './trace-context.js';

/** The trace of one exchange: the caller's where there is one, else a new one. */
export class ExchangeTrace {
  #ownId: string | undefined;
  #exported: ExportedTrace | undefined;

  constructor(
    private context: TraceContext,
    private readonly timeline: Timeline,
    private readonly exporter: TraceExporter | undefined,
    private readonly passedBaggage: readonly string[],
  ) {}

  get traceId(): string {
    // The right half of a random UUID is random but for two bits, which is what samplers look at.
    return this.context.parent?.traceId ?? (this.#ownId ??= randomUUID().replaceAll('-', ''));
  }

  /** Takes over what the message itself says: it comes from further away than the headers around it. */
  adopt(fields: Readonly<Record<string, unknown>>): void {
    const said = readTraceContext(fields, this.passedBaggage);
    this.context = { ...this.context, ...said };
  }

  /** What the upstream is told. Without an exporter that is what the caller said, for there is no span to follow. */
  next(): TraceFields {
    return writeTraceContext(this.#begun()?.next(this.context.baggage) ?? this.context);
  }

  end(facts: GatewayExchangeFacts): void {
    this.#begun()?.end(facts, this.timeline);
  }

  #begun(): ExportedTrace | undefined {
    this.#exported ??= this.exporter?.begin(this.traceId, this.context, this.timeline);
    return this.#exported;
  }
}

/** Traces of the gateway's exchanges: always followed, and exported where the environment says where to. */
@Injectable()
export class Traces implements OnModuleInit, OnApplicationShutdown {
  private exporter: TraceExporter | undefined;
  private readonly passedBaggage: readonly string[];

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly log: Log,
  ) {
    this.passedBaggage = configuration.telemetry?.passedBaggage ?? [];
  }

  async onModuleInit(): Promise<void> {
    const destination = this.configuration.telemetry?.traces;
    if (!destination) return;
    // Loaded only here: without a destination the SDK is not even in memory.
    const { OtlpTraces } = await import('./otlp-traces.js');
    this.exporter = new OtlpTraces(destination, this.log);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.exporter?.stop();
  }

  /** Sends what still waits for a batch to fill. */
  async flush(): Promise<void> {
    await this.exporter?.flush();
  }

  /** Begins with what the headers say. */
  begin(headers: Readonly<Record<string, unknown>>, timeline: Timeline): ExchangeTrace {
    const context = readTraceContext(headers, this.passedBaggage);
    return new ExchangeTrace(context, timeline, this.exporter, this.passedBaggage);
  }
}
