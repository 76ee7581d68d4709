import { join } from 'node:path';
import { root, run } from './process.mjs';
import { build } from './workspaces.mjs';

const WATCHERS = [
  { command: ['tsc', '-p', 'api/tsconfig.build.json', '--watch', '--preserveWatchOutput'] },
  { command: ['ng', 'build', '--watch', '--configuration', 'development'], cwd: join(root, 'web') },
];

/** Runs compilers that watch, and the evaluation environment, which restarts the API when its build changes. */
export async function develop() {
  // A console that does not compile must not keep anybody from working on the API.
  await build({ quiet: true, flags: ['-p', '@castellan/web'] });
  const watching = new AbortController();
  const watchers = WATCHERS.map(({ command, cwd }) => run(command, { cwd, abort: watching.signal }));
  const code = await run(['node', 'demo/dist/main.js', '--watch']);
  watching.abort();
  await Promise.all(watchers);
  return code;
}
