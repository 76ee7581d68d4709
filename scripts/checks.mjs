import { run } from './process.mjs';
import { runTargets } from './workspaces.mjs';

const ROOT_CHECKS = {
  'lint, root': ['eslint', 'scripts', 'eslint.config.js'],
  'format, everything': ['prettier', '--check', '--log-level', 'warn', '.'],
};

/** The checks that belong to no workspace: the linter on the root's own files, and the formatter on all. */
export async function checkRoot() {
  const results = [];
  for (const [label, command] of Object.entries(ROOT_CHECKS)) {
    const passed = (await run(command)) === 0;
    results.push({ label, passed: Number(passed), failed: Number(!passed), skipped: 0 });
  }
  return results;
}

/** Lints every workspace and the root. */
export async function lintEverything() {
  const workspaces = await runTargets(['lint']);
  const rootFailed = (await checkRoot()).some(({ failed }) => failed > 0);
  return workspaces !== 0 || rootFailed ? 1 : 0;
}
