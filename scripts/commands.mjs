import { lintEverything } from './checks.mjs';
import { develop } from './dev.mjs';
import { run } from './process.mjs';
import { testEverything, testOnly } from './test.mjs';
import { build, runScript, runTargets } from './workspaces.mjs';

/** Every command of the project: what it does, in one line, and how. */
export const commands = {
  start: {
    summary: 'Start Castellan with the evaluation environment beside it.',
    run: (parameters) => built(() => run(['node', 'demo/dist/main.js', ...parameters])),
  },
  dev: {
    summary: 'The same, and rebuild and restart when a file changes.',
    run: () => built(develop, ['api', 'demo']),
  },
  test: { summary: 'Run every check and test, and end with the counts.', run: testEverything },
  'test:unit': { summary: 'Run the pure tests; takes seconds.', run: () => testOnly('unit') },
  'test:db': {
    summary: 'Run the tests on a real PostgreSQL.',
    run: () => built(() => testOnly('db')),
  },
  'test:e2e': {
    summary: 'Run the journeys in a real browser.',
    run: () => built(() => testOnly('e2e')),
  },
  'test:protocol': {
    summary: 'Run the protocol, conformance and packaging tests.',
    run: () => built(() => testOnly('protocol')),
  },
  lint: { summary: 'Check all code with the one linter and the one formatter.', run: lintEverything },
  typecheck: { summary: 'Check the types of every workspace.', run: () => runTargets(['typecheck']) },
  build: { summary: 'Build every workspace.', run: () => build() },
  bench: {
    summary: 'Measure the gateway against direct calls; --profile, --memory; --json prints one JSON object.',
    run: (parameters) => built(() => runScript('e2e', 'bench', parameters)),
  },
  faults: {
    summary: 'Break parts of a running Castellan under load and count what must not happen; --quick, --json.',
    run: (parameters) => built(() => runScript('e2e', 'faults', parameters)),
  },
  migrate: {
    summary: 'Apply migrations to the database of CASTELLAN_DATABASE_OWNER_URL.',
    run: (parameters) => built(() => run(['node', 'api/dist/cli.js', 'migrate', ...parameters]), ['api']),
  },
  schema: {
    summary: "Print api/schema.graphql from the code, and the console's types from it.",
    run: () => built(printSchema, ['api']),
  },
  screenshots: {
    summary: 'Photograph every page, light and dark, narrow and wide.',
    run: (parameters) => built(() => runScript('e2e', 'screenshots', parameters)),
  },
};

/** Runs an action on a fresh build; the build says nothing unless it fails, because some commands print data. */
async function built(action, folders = []) {
  console.error('Building what has changed…');
  const projects =
    folders.length > 0 ? ['-p', folders.map((folder) => `@castellan/${folder}`).join(',')] : [];
  const code = await build({ quiet: true, flags: projects });
  return code === 0 ? action() : code;
}

async function printSchema() {
  return (await runScript('api', 'schema')) || runScript('web', 'codegen');
}
