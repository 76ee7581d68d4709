import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { EvaluationProblem } from './evaluation-problem.js';

/** Below the range from which operating systems take the ports of outgoing connections, which would collide later. */
const FIRST = 20_000;
const LAST = 29_999;

/** Whether a program can listen on this port of the loopback interface now. */
export async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

/** Refuses to go on when the port that people would open is taken. */
export async function assertFree(port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new EvaluationProblem(
    `Port ${port} of this computer is in use by another program, so Castellan cannot listen there. ` +
      `Stop that program, or choose another port: CASTELLAN_PORT=${port === 65_535 ? 4001 : port + 1} npm start`,
  );
}

/** Refuses to go on when something else has taken an address that sample servers must keep. */
export async function assertKeptPortsFree(ports: object): Promise<void> {
  for (const port of Object.values(ports) as unknown[]) {
    if (typeof port === 'object' && port !== null) await assertKeptPortsFree(port);
    if (typeof port !== 'number' || (await isFree(port))) continue;
    throw new EvaluationProblem(
      `Port ${port} of this computer is in use by another program, and a sample server of this environment has that address. ` +
        `Stop that program; or begin another environment with addresses of its own: CASTELLAN_HOME=.castellan-2 npm start`,
    );
  }
}

/**
 * Chooses ports that are free now and likely to stay so.
 *
 * They are kept across restarts, so two environments on one machine should not choose the same ones even when only
 * one of them runs: each begins at a place of its own.
 */
export async function chooseFreePorts(count: number, seed: string): Promise<number[]> {
  const start = createHash('sha256').update(seed).digest().readUInt32BE() % (LAST - FIRST);
  const chosen: number[] = [];
  for (let step = 0; step <= LAST - FIRST && chosen.length < count; step++) {
    const port = FIRST + ((start + step) % (LAST - FIRST + 1));
    if (await isFree(port)) chosen.push(port);
  }
  if (chosen.length === count) return chosen;
  throw new EvaluationProblem(`There are no ${count} free ports from ${FIRST} to ${LAST} on this computer.`);
}
