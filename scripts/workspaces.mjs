import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './process.mjs';

const readPackage = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** The workspaces that have a script of this name, as folder and package name. */
export function workspacesWith(script) {
  return readPackage('.')
    .workspaces.map((folder) => ({ folder, ...readPackage(folder) }))
    .filter((workspace) => workspace.scripts?.[script])
    .map(({ folder, name }) => ({ folder, name }));
}

/** Runs targets in every workspace that has them, in the order of their dependencies and from the cache where possible. */
export function runTargets(targets, options = {}) {
  return run(
    ['nx', 'run-many', '-t', targets.join(','), '--outputStyle=static', ...(options.flags ?? [])],
    options,
  );
}

/** Builds everything that runs: the API, the console and the evaluation environment. */
export function build(options = {}) {
  return runTargets(['build'], options);
}

/** Runs the script of one workspace with parameters of its own. */
export function runScript(folder, script, parameters = [], options = {}) {
  return run(['npm', 'run', '--silent', '-w', folder, script, '--', ...parameters], options);
}
