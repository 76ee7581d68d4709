import { z } from 'zod';

/** Where spans are sent to, and which. */
export interface TraceDestination {
  readonly url: URL;
  /** May hold a credential: never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** The share of traces begun here that is recorded, from 0 to 1. */
  readonly ratio: number;
  /** Whether a caller that says it records, or that it does not, is followed. */
  readonly followsCaller: boolean;
}

/** What is measured, and who may see it. */
export interface TelemetryConfiguration {
  /** Where metrics are served alone; absent where they are served beside everything else. */
  readonly metrics?: { readonly host: string; readonly port: number };
  readonly traces?: TraceDestination;
  /** Keys of W3C baggage that are passed on to upstreams. */
  readonly passedBaggage: readonly string[];
}

const list = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const address = (name: string) =>
  z
    .url({
      protocol: /^https?$/,
      error: `${name} is not an http or https address, such as http://collector:4318.`,
    })
    .optional();

const samplers = {
  always_on: { ratio: 1, followsCaller: false },
  always_off: { ratio: 0, followsCaller: false },
  traceidratio: { ratio: undefined, followsCaller: false },
  parentbased_always_on: { ratio: 1, followsCaller: true },
  parentbased_always_off: { ratio: 0, followsCaller: true },
  parentbased_traceidratio: { ratio: undefined, followsCaller: true },
} as const;

/** Variables about telemetry; those that begin with OTEL are OpenTelemetry's own. */
export const telemetryVariables = {
  CASTELLAN_METRICS_HOST: z.string().optional(),
  CASTELLAN_METRICS_PORT: z.coerce
    .number({ error: 'CASTELLAN_METRICS_PORT must be a number.' })
    .int('CASTELLAN_METRICS_PORT must be a whole number.')
    .min(1, 'CASTELLAN_METRICS_PORT must be between 1 and 65535.')
    .max(65535, 'CASTELLAN_METRICS_PORT must be between 1 and 65535.')
    .optional(),
  CASTELLAN_TRACE_BAGGAGE: list,
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: address('OTEL_EXPORTER_OTLP_ENDPOINT'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
  OTEL_EXPORTER_OTLP_HEADERS: list,
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: list,
  OTEL_TRACES_SAMPLER: z
    .literal(Object.keys(samplers) as (keyof typeof samplers)[], {
      error: `OTEL_TRACES_SAMPLER must be one of ${Object.keys(samplers).join(', ')}.`,
    })
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.' })
    .min(0, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.')
    .max(1, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.')
    .default(1),
};

type Values = z.infer<z.ZodObject<typeof telemetryVariables>>;

/** The part of the configuration that these variables make, beside the address that everything else is served at. */
export function telemetryOf(values: Values, host: string): TelemetryConfiguration {
  const traces = tracesOf(values);
  return {
    passedBaggage: values.CASTELLAN_TRACE_BAGGAGE,
    ...(values.CASTELLAN_METRICS_PORT === undefined
      ? {}
      : { metrics: { host: values.CASTELLAN_METRICS_HOST ?? host, port: values.CASTELLAN_METRICS_PORT } }),
    ...(traces ? { traces } : {}),
  };
}

function tracesOf(values: Values): TraceDestination | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = values;
  const address = own ?? (base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`);
  if (address === undefined || values.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined;
  const { ratio = values.OTEL_TRACES_SAMPLER_ARG, followsCaller } = samplers[values.OTEL_TRACES_SAMPLER];
  const headers = [...values.OTEL_EXPORTER_OTLP_HEADERS, ...values.OTEL_EXPORTER_OTLP_TRACES_HEADERS];
  return { url: new URL(address), headers: headersOf(headers), ratio, followsCaller };
}

/** As baggage writes them: `name=value`, with what is special in a value as per cent. */
function headersOf(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(entry) ?? [];
      return name === '' ? [] : [[name.trim().toLowerCase(), decoded(value.trim())]];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
