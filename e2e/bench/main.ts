import { parseArgs } from 'node:util';
import { startInstallation, type Installation } from '../installation/installation.js';
import { startServer } from './child.js';
import { assertDurable } from './durability.js';
import { throughGateway } from './installation-target.js';
import type { Target } from './load.js';
import { formatMemory, MEMORY_LIMIT_MB, measureMemory } from './memory.js';
import { measure, type Case, type CaseResult, type Effort } from './measure.js';
import { describeMachine, watchLoad } from './machine.js';
import { withNodeOptions } from './node-options.js';
import { profiled } from './profile.js';
import { formatReport, toReport } from './report.js';
import { formatStreams, measureStreams } from './streams.js';

const efforts = {
  full: { sliceMs: 1_400, rounds: 2, warmUpMs: 1_500 },
  quick: { sliceMs: 450, rounds: 1, warmUpMs: 500 },
} satisfies Record<string, Effort>;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    streams: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
  },
});

/** With --json standard output belongs to the result alone. */
const say = (line: string) => console.error(line);

const stops: (() => Promise<void>)[] = [];
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('Interrupted.')));
process.once('SIGTERM', () => interrupted.abort(new Error('Stopped.')));

try {
  await (options.streams ? streams : options.memory ? memory : options.profile ? profile : bench)();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const stop of stops.toReversed()) await stop();
}

async function bench(): Promise<void> {
  const effort = options.quick ? efforts.quick : efforts.full;
  const machine = describeMachine();
  const load = watchLoad();
  stops.push(async () => void load.stop());
  const castellan = await install();
  const results: CaseResult[] = [];
  for (const one of await plan(castellan)) {
    interrupted.signal.throwIfAborted();
    say(`Measuring ${one.method}, ${one.concurrency} at once, ${one.upstream}…`);
    results.push(await measure(one, effort));
  }
  const report = toReport(results, { ...machine, load: load.stop() }, options.quick);
  console.log(options.json ? JSON.stringify(report) : formatReport(report));
}

/** Every method at both concurrencies, first with the upstream that is like real ones. */
async function plan(castellan: Installation): Promise<Case[]> {
  const sdk = await started('upstream-sdk');
  const raw = await started('upstream-raw');
  const proxy = await started('rewriting-proxy', [raw.url]);
  const upstreams: [string, Target[]][] = [
    ['official SDK', [{ title: 'direct', ...sdk }, await throughGateway(castellan, 'bench-sdk', sdk.url)]],
    [
      'raw node:http',
      [
        { title: 'direct', ...raw },
        { title: 'rewriting proxy', ...proxy },
        await throughGateway(castellan, 'bench-raw', raw.url),
      ],
    ],
  ];
  return upstreams.flatMap(([upstream, targets]) =>
    (['tools/call', 'tools/list'] as const).flatMap((method) =>
      [1, 16].map((concurrency) => ({ upstream, method, concurrency, targets })),
    ),
  );
}

async function profile(): Promise<void> {
  // Started before anything is profiled: only the API is to be.
  const raw = await started('upstream-raw');
  const summary = await profiled(
    async () => {
      const castellan = await install();
      return { castellan, target: await throughGateway(castellan, 'bench-raw', raw.url) };
    },
    options.quick ? 3_000 : 10_000,
  );
  console.log(options.json ? JSON.stringify(summary.report) : summary.text);
}

async function streams(): Promise<void> {
  const upstream = await started('upstream-sdk');
  const report = await measureStreams(await install(), upstream.url, say);
  console.log(options.json ? JSON.stringify(report) : formatStreams(report));
}

async function memory(): Promise<void> {
  const raw = await started('upstream-raw');
  const castellan = await withNodeOptions(`--max-old-space-size=${MEMORY_LIMIT_MB}`, install);
  const target = await throughGateway(castellan, 'bench-raw', raw.url);
  const [calls, every] = options.quick ? [20_000, 2_000] : [200_000, 20_000];
  say(`Making ${calls} calls…`);
  const report = await measureMemory(castellan, target, calls, every, interrupted.signal);
  console.log(options.json ? JSON.stringify(report) : formatMemory(report));
}

async function install(): Promise<Installation> {
  const castellan = await startInstallation({ durable: true, report: say });
  stops.push(() => castellan.stop());
  await assertDurable(castellan.databaseUrl);
  return castellan;
}

async function started(module: string, parameters?: readonly string[]) {
  const server = await startServer(module, parameters);
  stops.push(() => server.stop());
  return server;
}
