import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from './configuration.js';

const key = (fill: number) =>
  Buffer.from(Array.from({ length: 32 }, (_, at) => (at + fill) % 256)).toString('base64url');

/** A complete production environment. */
const complete: Readonly<Record<string, string>> = {
  CASTELLAN_PUBLIC_URL: 'https://castellan.example.com',
  DATABASE_URL: 'postgres://app@db/castellan',
  CASTELLAN_DATABASE_AUDIT_URL: 'postgresql://audit@db/castellan',
  CASTELLAN_DATABASE_WORKER_URL: 'postgres://worker@db/castellan',
  CASTELLAN_KEYS: `new:${key(1)},old:${key(2)}`,
};

function problems(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readConfiguration({ ...complete, ...changes });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('is production with every role unless it says otherwise', () => {
    const configuration = readConfiguration(complete);
    expect(configuration).toMatchObject({
      environment: 'production',
      roles: new Set(['control', 'gateway', 'worker']),
      host: '0.0.0.0',
      port: 4000,
      outbound: { allowLoopback: false, allowedRanges: [] },
      logLevel: 'info',
    });
    expect(configuration.keys.map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('listens on this machine only while Castellan is tried out', () => {
    expect(
      readConfiguration({
        ...complete,
        CASTELLAN_ENVIRONMENT: 'evaluation',
        CASTELLAN_PUBLIC_URL: 'http://localhost:4000',
        CASTELLAN_ALLOW_LOOPBACK: 'true',
      }),
    ).toMatchObject({ host: '127.0.0.1', outbound: { allowLoopback: true } });
  });

  it('exports no traces and shows metrics beside everything else unless it says so', () => {
    expect(readConfiguration(complete).telemetry).toEqual({ passedBaggage: [] });
  });

  it('names a collector and a port for metrics in the words that operators know', () => {
    const { telemetry } = readConfiguration({
      ...complete,
      CASTELLAN_METRICS_PORT: '9464',
      CASTELLAN_TRACE_BAGGAGE: 'tenant, region',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc=,x-scope=one',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    });
    expect(telemetry).toEqual({
      metrics: { host: '0.0.0.0', port: 9464 },
      passedBaggage: ['tenant', 'region'],
      traces: {
        url: new URL('http://collector:4318/v1/traces'),
        headers: { authorization: 'Basic abc=', 'x-scope': 'one' },
        ratio: 0.25,
        followsCaller: true,
      },
    });
  });

  it('takes the address of traces as it stands, and none where the SDK is switched off', () => {
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/ingest' };
    expect(readConfiguration({ ...complete, ...traces }).telemetry?.traces).toMatchObject({
      url: new URL('https://traces.example.com/ingest'),
      ratio: 1,
    });
    expect(
      readConfiguration({ ...complete, ...traces, OTEL_SDK_DISABLED: 'true' }).telemetry?.traces,
    ).toBeUndefined();
  });

  it('says how much servers may ask, by name', () => {
    expect(readConfiguration(complete).questions).toEqual({});
    const CASTELLAN_QUESTIONS = 'answerSeconds=300, callsPerToken=4,rounds=8';
    expect(readConfiguration({ ...complete, CASTELLAN_QUESTIONS }).questions).toEqual({
      answerSeconds: 300,
      callsPerToken: 4,
      rounds: 8,
    });
  });

  it.each([
    ['CASTELLAN_METRICS_PORT', '4000', 'another port'],
    ['CASTELLAN_METRICS_PORT', '0', 'between 1 and 65535'],
    ['CASTELLAN_QUESTIONS', 'rounds=0', 'rounds must be between 1 and 1000, not 0'],
    ['CASTELLAN_QUESTIONS', 'answers=5', '"answers=5" is no limit. Write name=number'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'not an http or https address'],
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'must be one of'],
    ['OTEL_TRACES_SAMPLER_ARG', '2', 'from 0 to 1'],
  ])('refuses %s=%s', (name, value, reason) => {
    expect(problems({ [name]: value })).toEqual([expect.stringContaining(reason)]);
  });

  it.each(Object.keys(complete))('is incomplete without %s', (name) => {
    for (const value of [undefined, '']) {
      expect(problems({ [name]: value })).toEqual([expect.stringContaining(`${name} is not set`)]);
    }
  });

  it('is told everything that is missing at once', () => {
    const empty = Object.fromEntries(Object.keys(complete).map((name) => [name, undefined]));
    expect(problems(empty)).toHaveLength(Object.keys(complete).length);
  });

  it.each([
    ['CASTELLAN_ENVIRONMENT', 'staging'],
    ['CASTELLAN_ROLES', 'control,king'],
    ['CASTELLAN_PUBLIC_URL', 'castellan.example.com'],
    ['CASTELLAN_PUBLIC_URL', 'ftp://castellan.example.com'],
    ['CASTELLAN_PUBLIC_URL', 'https://example.com/castellan'],
    ['CASTELLAN_PUBLIC_URL', 'https://castellan.example.com/?a=b'],
    ['CASTELLAN_PORT', 'http'],
    ['CASTELLAN_PORT', '0'],
    ['CASTELLAN_PORT', '65536'],
    ['CASTELLAN_PORT', '80.5'],
    ['DATABASE_URL', 'mysql://app@db/castellan'],
    ['CASTELLAN_DATABASE_AUDIT_URL', 'db'],
    ['CASTELLAN_DATABASE_WORKER_URL', 'http://db'],
    ['CASTELLAN_KEYS', 'secret'],
    ['CASTELLAN_KEYS', key(1)],
    ['CASTELLAN_KEYS', 'a:c2hvcnQ'],
    ['CASTELLAN_KEYS', `A b:${key(1)}`],
    ['CASTELLAN_KEYS', `a:${key(1)}:x`],
    ['CASTELLAN_KEYS', `a:${key(1)},a:${key(2)}`],
    ['CASTELLAN_ALLOW_LOOPBACK', 'yes'],
    ['CASTELLAN_HELD_MEGABYTES', '63'],
    ['CASTELLAN_HELD_MEGABYTES', '65537'],
    ['CASTELLAN_TOOLS_LISTED', 'many'],
    ['CASTELLAN_TOOLS_LISTED', '-1'],
    ['CASTELLAN_PROBE_AFTER_SECONDS', 'often'],
    ['CASTELLAN_PROBE_AFTER_SECONDS', '-1'],
    ['CASTELLAN_PROBE_AFTER_SECONDS', '5'],
    ['CASTELLAN_QUESTIONS', 'answers=5'],
    ['CASTELLAN_QUESTIONS', 'rounds=0'],
    ['CASTELLAN_QUESTIONS', 'rounds=many'],
    ['CASTELLAN_LOG_LEVEL', 'loud'],
  ])('is refused with %s=%s, which is named', (name, value) => {
    const found = problems({ [name]: value });
    expect(found.length).toBeGreaterThan(0);
    for (const problem of found) expect(problem).toContain(name);
  });

  it.each([
    [
      'plain http',
      { CASTELLAN_PUBLIC_URL: 'http://castellan.example.com' },
      'CASTELLAN_PUBLIC_URL must be https',
    ],
    ['loopback', { CASTELLAN_ALLOW_LOOPBACK: 'true' }, 'CASTELLAN_ALLOW_LOOPBACK must not be set'],
    [
      'a key out of a document',
      { CASTELLAN_KEYS: `a:${Buffer.alloc(32, 0).toString('base64url')}` },
      'CASTELLAN_KEYS holds a key that is one byte repeated',
    ],
  ])('does not allow %s in production, and does elsewhere', (_, changes, sentence) => {
    expect(problems(changes)).toEqual([expect.stringContaining(sentence)]);
    expect(problems({ ...changes, CASTELLAN_ENVIRONMENT: 'evaluation' })).toEqual([]);
  });

  it('never repeats a secret in what it says', () => {
    const found = problems({
      CASTELLAN_KEYS: 'a:not-a-key-but-somebodys-secret',
      DATABASE_URL: 'db:password@host',
    });
    expect(found.join()).not.toMatch(/somebodys-secret|password/);
  });

  it('says that nothing was started, and what to do', () => {
    expect(() => readConfiguration({})).toThrow(/^Castellan was not started: .*\n {2}- .*README/s);
  });
});
