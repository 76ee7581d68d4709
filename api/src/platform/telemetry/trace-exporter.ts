import type { GatewayExchangeFacts } from './exchange-facts.js';
import type { Timeline } from './timeline.js';
import type { TraceContext } from './trace-context.js';

/** One exchange in an exporter's hands. */
export interface ExportedTrace {
  /** Context for whoever is asked next. */
  next(baggage: string | undefined): TraceContext;
  end(facts: GatewayExchangeFacts, timeline: Timeline): void;
}

/** Sends spans somewhere; made only where the environment names a place. */
export interface TraceExporter {
  begin(traceId: string, context: TraceContext, timeline: Timeline): ExportedTrace;
  flush(): Promise<void>;
  stop(): Promise<void>;
}
