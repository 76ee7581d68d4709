import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { TraceDestination } from '../../config/telemetry-configuration.js';
import { OperatorHttp } from '../http-out/operator-http.js';
import type { Log } from './log.js';

type Result = Parameters<SpanExporter['export']>[1] extends (result: infer Given) => void ? Given : never;

const complainEveryMs = 60_000;
const succeeded: Result['code'] = 0;
const failed: Result['code'] = 1;

/** Sends spans as OTLP/HTTP with JSON. What does not arrive is dropped: a trace is never worth a call. */
export class OtlpSpanExporter implements SpanExporter {
  private readonly http: OperatorHttp;
  private readonly underWay = new Set<Promise<void>>();
  private complainedAt = -Infinity;

  constructor(
    { url, headers }: TraceDestination,
    private readonly log: Log,
  ) {
    this.http = new OperatorHttp(url, headers);
  }

  export(spans: ReadableSpan[], done: (result: Result) => void): void {
    const sending = this.send(spans).then(
      () => done({ code: succeeded }),
      (error: unknown) => {
        this.complain(error, spans.length);
        done({ code: failed });
      },
    );
    this.underWay.add(sending);
    void sending.finally(() => this.underWay.delete(sending));
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    await this.http.close();
  }

  private async send(spans: ReadableSpan[]): Promise<void> {
    const body = JsonTraceSerializer.serializeRequest(spans);
    if (!body) return;
    const status = await this.http.post('application/json', body);
    if (status < 200 || status > 299)
      throw new Error(`The collector of traces answered with status ${status}.`);
  }

  private complain(error: unknown, spans: number): void {
    const now = performance.now();
    if (now - this.complainedAt < complainEveryMs) return;
    this.complainedAt = now;
    this.log.warn({ err: error, spans }, 'traces could not be exported');
  }
}
