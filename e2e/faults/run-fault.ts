import { tools } from './faulty-upstream.js';
import type { Fault } from './faults.js';
import { Load, type Call } from './load.js';
import { findGaps } from './proof.js';
import type { Scene } from './scene.js';

/** How much is called around a fault. */
export interface Effort {
  readonly concurrency: number;
  /** Calls that succeed before the fault, and again after it. */
  readonly calls: number;
  /** Calls that feel the fault. */
  readonly felt: number;
}

/** What came of one fault. Every count under `violations` has to be 0. */
export interface FaultReport {
  readonly title: string;
  readonly calls: Readonly<Record<Call['outcome'], number>>;
  readonly writes: number;
  /** Milliseconds from the end of the fault until reads and writes succeed again at both processes. */
  readonly recoveredInMs: number | undefined;
  readonly violations: Readonly<Record<string, number>>;
  /** What clients heard instead of an answer, most frequent first. */
  readonly heard: readonly string[];
}

const WITHIN_MS = 60_000;

/** Runs one fault under load and counts. */
export async function runFault(scene: Scene, fault: Fault, effort: Effort): Promise<FaultReport> {
  const writtenBefore = scene.upstream.written.length;
  const load = new Load([scene.first, scene.second], effort.concurrency);
  let recoveredInMs: number | undefined;
  try {
    await expectSoon(load.until(effort.calls, isDone, WITHIN_MS), 'calls to succeed before the fault');
    await fault.begin(scene);
    await expectSoon(load.until(effort.felt, fault.isFelt, WITHIN_MS), 'the fault to be felt');
    await fault.end(scene);
    const ended = Date.now();
    if (await isWellAgain(load, ended)) {
      recoveredInMs = Date.now() - ended;
      await load.until(effort.calls, isDone, WITHIN_MS);
    }
  } finally {
    await load.stop();
  }
  const written = scene.upstream.written.slice(writtenBefore);
  const gaps = await findGaps(scene.castellan.databaseUrl, load.calls.filter(isOutcomeOwed), written);
  return {
    title: fault.title,
    calls: tally(load.calls),
    writes: written.length,
    recoveredInMs,
    violations: {
      'answers without an audit event': gaps.answersWithoutEvent.length,
      'writes without an intent event': gaps.writesWithoutIntent.length,
      'wrong answers': load.calls.filter(({ outcome }) => outcome === 'wrong').length,
      'not recovered': recoveredInMs === undefined ? 1 : 0,
      ...(fault.also && { [fault.also.title]: fault.also.count(load) }),
    },
    heard: mostFrequent(load.calls.filter((call) => !isDone(call)).map(({ said }) => said)),
  };
}

const isDone = ({ outcome }: Call) => outcome === 'done';

/** A tool that is blocked is refused under an event of its own, which has no outcome and names no arguments. */
const isOutcomeOwed = ({ outcome, said }: Call) => outcome !== 'told' || !said.includes('blocked');

/** Reads and writes at both processes. */
async function isWellAgain(load: Load, ended: number): Promise<boolean> {
  const places = ['first', 'second'].flatMap((target) =>
    Object.values(tools).map((tool) => ({ target, tool })),
  );
  const seen = await Promise.all(
    places.map(({ target, tool }) =>
      load.until(
        1,
        (call) => isDone(call) && call.began >= ended && call.target === target && call.tool === tool,
        WITHIN_MS,
      ),
    ),
  );
  return seen.every(Boolean);
}

async function expectSoon(happened: Promise<boolean>, what: string): Promise<void> {
  if (!(await happened)) throw new Error(`Waited ${WITHIN_MS / 1000} s in vain for ${what}.`);
}

function tally(calls: readonly Call[]): Record<Call['outcome'], number> {
  const counts = { done: 0, wrong: 0, told: 0, refused: 0, broken: 0 };
  for (const { outcome } of calls) counts[outcome]++;
  return counts;
}

function mostFrequent(said: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of said.map(messageOf)) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([text, count]) => `${count} × ${text}`);
}

function messageOf(said: string): string {
  return /"(?:message|text)":"([^"]*)/.exec(said)?.[1] ?? said;
}
