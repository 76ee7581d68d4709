import { EvaluationProblem } from './launcher/evaluation-problem.js';
import { startEvaluation } from './launcher/evaluation.js';
import { readSettings } from './launcher/settings.js';
import { summary } from './launcher/summary.js';
import { SeedFailure } from './seed/seed-failure.js';

const report = (line: string) => console.log(line);

process.exitCode = await launch();

async function launch(): Promise<number> {
  const stop = new AbortController();
  const asked = askedToStop().then(() => stop.abort());
  try {
    const settings = readSettings(process.env, process.cwd());
    const evaluation = await startEvaluation(settings, { report, signal: stop.signal });
    report(summary(evaluation));
    if (process.argv.includes('--watch')) evaluation.api.restartOnChange(report);
    const ended = (await Promise.race([asked, evaluation.api.died])) ?? undefined;
    report(ended ? `${ended} Its log is ${evaluation.logFile}. Stopping…` : 'Stopping…');
    await evaluation.stop();
    return ended ? 1 : 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    console.error(`\n${wordsFor(error)}\n`);
    return 1;
  }
}

/** Resolves with nothing when somebody asks to stop; asking again changes nothing. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

/** What a person can act on is said in words; the rest is a fault of ours, and shown whole. */
function wordsFor(error: unknown): string {
  if (error instanceof EvaluationProblem || error instanceof SeedFailure) return error.message;
  if (error instanceof Error && error.name === 'UnsuitableDatabaseServer') return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
