import { cpus, loadavg, release, type } from 'node:os';

/** What it was measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly system: string;
  readonly node: string;
  /** How many processes wanted a core, on average over a minute: before, during and after the run. */
  readonly load: { readonly before: number; readonly highest: number; readonly after: number };
}

/** Describes the machine, but for its load. */
export function describeMachine(): Omit<Machine, 'load'> {
  const [first] = cpus();
  return {
    cores: cpus().length,
    processor: first?.model.trim() ?? 'unknown',
    system: `${type()} ${release()}`,
    node: process.version,
  };
}

/** Watches the load until it is stopped; the benchmark itself is part of it. */
export function watchLoad(): { stop(): Machine['load'] } {
  const now = () => loadavg()[0] ?? 0;
  const before = now();
  let highest = before;
  const timer = setInterval(() => (highest = Math.max(highest, now())), 1_000);
  return {
    stop() {
      clearInterval(timer);
      return { before, highest, after: now() };
    },
  };
}
