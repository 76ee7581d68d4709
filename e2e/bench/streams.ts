import { Agent, request as send, type ClientRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../installation/installation.js';

/** What so many idle listen streams cost the process that holds them. */
export interface StreamsReport {
  readonly streams: number;
  readonly tokens: number;
  /** Resident memory before the first stream and with all of them idle, in megabytes. */
  readonly before: number;
  readonly after: number;
  readonly kilobytesEach: number;
  /** Use of the processor while nothing happens: without streams, and with all of them. */
  readonly idleUse: Use;
  readonly streamsUse: Use;
  /** Milliseconds from a change of a rule to the last stream that heard of it, and to the middle one. */
  readonly lastHeardMs: number;
  readonly medianHeardMs: number;
}

/** Shares of one core: of everything the process does, and of its collector as far as the rest waits for it. */
export interface Use {
  readonly all: number;
  readonly collector: number;
}

const tokens = 50;
const perToken = 20;
const day = 24 * 60 * 60 * 1_000;

/** Opens a thousand listen streams, leaves them alone, then changes what they listen for. */
export async function measureStreams(
  castellan: Installation,
  upstream: string,
  say: (line: string) => void,
): Promise<StreamsReport> {
  const connector = await castellan.connectors.publish({
    slug: 'bench-streams',
    url: upstream,
    tools: 'all',
  });
  const { port } = new URL(castellan.url);
  const url = `http://127.0.0.1:${port}/mcp/acme/bench-streams`;
  const secrets: string[] = [];
  for (let made = 0; made < tokens; made += 1) secrets.push(await tokenOf(castellan, made));
  // Whatever is loaded at the first use is no cost of the streams.
  const warm = await Promise.all(secrets.map((secret) => Stream.open(url, secret)));
  for (const stream of warm) stream.leave();
  say('Waiting for the process to come to rest…');
  const idle = await atRest(castellan);
  say(`Opening ${tokens * perToken} streams…`);
  const streams: Stream[] = [];
  for (const secret of secrets) {
    streams.push(...(await Promise.all(Array.from({ length: perToken }, () => Stream.open(url, secret)))));
  }
  const busy = await atRest(castellan);
  say('Changing a rule…');
  const [offering] = connector.offerings.filter(({ kind }) => kind === 'TOOL');
  const { version } = await castellan.connectors.find('bench-streams');
  const began = performance.now();
  const change = { offeringId: offering?.id, groupId: null, effect: 'BLOCK' };
  await castellan.admin.change(
    'setRules',
    { connectorId: connector.id, version, changes: [change] },
    '... on Connector { id }',
  );
  const heard = await Promise.all(streams.map(async ({ changed }) => (await changed) - began));
  heard.sort((one, other) => one - other);
  for (const stream of streams) stream.leave();
  return {
    streams: streams.length,
    tokens,
    before: idle.megabytes,
    after: busy.megabytes,
    kilobytesEach: Math.round(((busy.megabytes - idle.megabytes) * 1024) / streams.length),
    idleUse: idle.use,
    streamsUse: busy.use,
    lastHeardMs: Math.round(heard.at(-1) ?? 0),
    medianHeardMs: Math.round(heard[Math.floor(heard.length / 2)] ?? 0),
  };
}

/** The report in lines for people. */
export function formatStreams(report: StreamsReport): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const share = ({ all, collector }: Use) => `${percent(all)} of a core (collector ${percent(collector)})`;
  return [
    `${report.streams} idle listen streams of ${report.tokens} tokens`,
    `  memory     ${report.before} MB before, ${report.after} MB with them: ${report.after - report.before} MB, ${report.kilobytesEach} kB each`,
    `  processor  ${share(report.idleUse)} before, ${share(report.streamsUse)} with them`,
    `  a change of a rule is heard after ${report.medianHeardMs} ms in the middle, ${report.lastHeardMs} ms at the latest`,
  ].join('\n');
}

class Stream {
  private constructor(
    private readonly request: ClientRequest,
    /** When it heard that the list of tools has changed. */
    readonly changed: Promise<number>,
  ) {}

  static open(url: string, secret: string): Promise<Stream> {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { notifications: { toolsListChanged: true }, _meta: meta };
    return new Promise((resolve, reject) => {
      const changed = Promise.withResolvers<number>();
      const request = send(url, {
        method: 'POST',
        agent: new Agent(),
        headers: {
          authorization: `Bearer ${secret}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'subscriptions/listen',
        },
      });
      request.once('error', reject).once('response', (response) => {
        response.setEncoding('utf8').on('error', () => undefined);
        response.on('data', (text: string) => {
          if (text.includes('/acknowledged')) resolve(new Stream(request, changed.promise));
          else if (text.includes('list_changed')) changed.resolve(performance.now());
          else if (!text.startsWith(':')) reject(new Error(`No stream: ${text.slice(0, 300)}`));
        });
      });
      request.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params }));
    });
  }

  leave(): void {
    this.request.on('error', () => undefined);
    this.request.destroy();
  }
}

/** Memory and processor use over a minute in which nothing is asked: four times as long as a stream may be silent. */
async function atRest(castellan: Installation): Promise<{ megabytes: number; use: Use }> {
  await pause(5_000);
  const before = await metricsOf(castellan);
  const began = performance.now();
  await pause(60_000);
  const after = await metricsOf(castellan);
  const seconds = (performance.now() - began) / 1_000;
  return {
    megabytes: Math.round(after.bytes / 1024 / 1024),
    use: {
      all: (after.cpu - before.cpu) / seconds,
      collector: (after.collector - before.collector) / seconds,
    },
  };
}

async function metricsOf({ url }: Installation): Promise<{ bytes: number; cpu: number; collector: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const valuesOf = (name: string) =>
    text
      .matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+-]+)`, 'gm'))
      .map(([, value]) => Number(value));
  const sumOf = (name: string) => valuesOf(name).reduce((sum, value) => sum + value, 0);
  return {
    bytes: sumOf('process_resident_memory_bytes'),
    cpu: sumOf('process_cpu_seconds_total'),
    collector: sumOf('nodejs_gc_duration_seconds_sum'),
  };
}

async function tokenOf({ member }: Installation, number: number): Promise<string> {
  const { secret } = await member.change<{ secret: string }>(
    'createToken',
    { name: `Stream ${number}`, expiresAt: new Date(Date.now() + day).toISOString(), access: 'READ' },
    '... on IssuedToken { secret }',
  );
  return secret;
}
