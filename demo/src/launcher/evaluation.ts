import { forgetSeed, reapplyDrift, seed } from '../seed/seed.js';
import type { DemoFile } from '../seed/demo-file.js';
import { apiEnvironment } from './api-environment.js';
import { ApiProcess } from './api-process.js';
import { bootstrapOrganizations } from './bootstrap.js';
import { hasEmbeddedData, openDatabase } from './database.js';
import { EvaluationProblem } from './evaluation-problem.js';
import { assertFree, assertKeptPortsFree } from './free-ports.js';
import { openHome, type Home } from './home.js';
import { startSampleEnvironment } from './sample-environment.js';
import { openSecrets, type Secrets } from './secrets.js';
import type { EvaluationSettings } from './settings.js';

/** A running evaluation environment. */
export interface Evaluation {
  readonly url: string;
  readonly home: string;
  readonly logFile: string;
  /** What demo.json holds. */
  readonly demo: DemoFile;
  readonly api: ApiProcess;
  /** Stops everything, the API first; may be called more than once. */
  stop(): Promise<void>;
}

/** How a start is watched, and given up. */
export interface StartOptions {
  /** Receives a line for every step. */
  readonly report?: (line: string) => void;
  /** Aborted to give up before the next step; what has been started is stopped again. */
  readonly signal?: AbortSignal;
}

type Report = (line: string) => void;

/** Starts database, provider, sample servers and API, and completes the sample data. */
export async function startEvaluation(
  settings: EvaluationSettings,
  { report, signal }: StartOptions = {},
): Promise<Evaluation> {
  const parts = new Parts();
  const step: Report = (line) => {
    signal?.throwIfAborted();
    report?.(line);
  };
  try {
    return await compose(settings, step, parts, signal);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function compose(
  settings: EvaluationSettings,
  step: Report,
  parts: Parts,
  signal: AbortSignal | undefined,
): Promise<Evaluation> {
  const url = `http://localhost:${settings.port}`;
  const home = await openHome(settings.home, url, { report: step, signal });
  parts.add(() => home.close());
  await assertFree(settings.port);
  const secrets = await secretsFor(home, settings);

  step(settings.database.kind === 'embedded' ? 'Starting PostgreSQL…' : 'Preparing the database…');
  const database = await openDatabase(settings.database, home, secrets.databasePasswords);
  parts.add(() => database.stop());

  step('Starting the OpenID provider and the sample MCP servers…');
  await assertKeptPortsFree(secrets.ports);
  const samples = await startSampleEnvironment(url, secrets);
  parts.add(() => samples.close());

  const environment = apiEnvironment({ ...settings, url, database: database.urls, secrets });
  const { issuers, clientId } = samples.providers;
  const made = await bootstrapOrganizations({
    environment,
    ownerUrl: database.urls.owner,
    issuers,
    clientId,
    clientSecret: secrets.openIdClientSecret,
  });
  if (made) await forgetSeed(home);
  await reapplyDrift(home, samples.servers);

  step('Starting the API…');
  const logFile = home.pathOf('castellan.log');
  const api = new ApiProcess({ environment, logFile, origin: `http://127.0.0.1:${settings.port}` });
  parts.add(() => api.stop());
  await api.start();
  const demo = await seed({ home, url, servers: samples.servers, report: step });
  const stop = async () => {
    await home.stopping().catch(() => undefined);
    await parts.stop();
  };
  return { url, home: home.folder, logFile, demo, api, stop };
}

/** Secrets made anew would not open what an older database holds, so that is refused here rather than later. */
async function secretsFor(home: Home, { database }: EvaluationSettings): Promise<Secrets> {
  const orphaned = database.kind === 'embedded' && hasEmbeddedData(home);
  const stored = orphaned ? await home.read('secrets.json') : undefined;
  if (orphaned && stored === undefined) {
    throw new EvaluationProblem(
      `${home.pathOf('secrets.json')} is missing, and without it the database beside it cannot be used. ` +
        `Restore it from a copy, or remove ${home.folder} to begin afresh: its data is only sample data.`,
    );
  }
  return openSecrets(home);
}

/** What has been started, to be stopped in the opposite order. */
class Parts {
  readonly #stops: (() => Promise<void>)[] = [];
  #stopping: Promise<void> | undefined;

  add(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  async #stopAll(): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
  }
}
