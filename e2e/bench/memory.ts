import type { Installation } from '../installation/installation.js';
import { Load, type Target } from './load.js';
import { table } from './report.js';

/** What the API's process held after so many calls, in megabytes. */
export interface MemorySample {
  readonly calls: number;
  /** Objects that are alive or not yet collected. */
  readonly heap: number;
  /** Bytes outside of the heap, such as buffers. */
  readonly external: number;
  /** What the process has of the machine. */
  readonly resident: number;
}

/** A run of many calls, and what they left behind. */
export interface MemoryReport {
  readonly samples: readonly MemorySample[];
  /** Bytes a call added to the heap, by the line that fits all samples but the first best. */
  readonly heapPerCall: number;
}

const SLICE_MS = 2_000;

/**
 * Megabytes the API may use for objects that live longer than a call. Without a limit the collector waits until a
 * multiple of what is alive has gathered, and how much that is at a given moment says nothing. With it, a process that
 * kept half a kilobyte of every call would not live to the end of 200,000 of them.
 */
export const MEMORY_LIMIT_MB = 160;

/** Calls a tool, 16 at once, and looks at the API's memory from time to time. */
export async function measureMemory(
  castellan: Installation,
  target: Target,
  calls: number,
  every: number,
  signal: AbortSignal,
): Promise<MemoryReport> {
  const load = new Load(target, 'tools/call', 16);
  const samples = [await sample(castellan, 0)];
  let made = 0;
  try {
    for (let next = every; next <= calls; next += every) {
      while (made < next) {
        signal.throwIfAborted();
        made += (await load.run(SLICE_MS)).requests;
      }
      samples.push(await sample(castellan, made));
    }
  } finally {
    await load.close();
  }
  return { samples, heapPerCall: slopeOf(samples.slice(1)) };
}

/** The report as a table for people. */
export function formatMemory({ samples, heapPerCall }: MemoryReport): string {
  const rows = samples.map(({ calls, heap, external, resident }) => [
    String(calls),
    heap.toFixed(1),
    external.toFixed(1),
    resident.toFixed(1),
  ]);
  return [
    table([['calls', 'heap MB', 'external MB', 'resident MB'], ...rows]),
    '',
    `${heapPerCall.toFixed(1)} bytes of heap for each call, from the first row with calls to the last.`,
  ].join('\n');
}

/** Bytes for each call, by least squares. */
export function slopeOf(samples: readonly MemorySample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const calls = mean(samples.map((one) => one.calls));
  const heap = mean(samples.map((one) => one.heap));
  const together = mean(samples.map((one) => (one.calls - calls) * (one.heap - heap)));
  const alone = mean(samples.map((one) => (one.calls - calls) ** 2));
  return alone === 0 ? 0 : (together / alone) * 1e6;
}

async function sample({ url }: Installation, calls: number): Promise<MemorySample> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name} ([\\d.e+-]+)`, 'm').exec(metrics)?.[1]) / 1e6;
  return {
    calls,
    heap: megabytes('nodejs_heap_size_used_bytes'),
    external: megabytes('nodejs_external_memory_bytes'),
    resident: megabytes('process_resident_memory_bytes'),
  };
}
