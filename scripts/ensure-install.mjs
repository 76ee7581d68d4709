// Installs the packages when they are missing or belong to another package-lock.json, so that `npm start` and
// `npm test` work on a fresh clone and after a pull.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './process.mjs';

const record = join(root, 'node_modules', '.castellan-lock');

/** Installs what is missing; returns the exit code of npm, or 0 when nothing had to be done. */
export async function ensureInstall() {
  if (!existsSync(record) || readFileSync(record, 'utf8') !== lockHash()) {
    console.error('Installing the packages that package-lock.json names (about a minute the first time)…');
    const code = await run(['npm', 'ci'], { quiet: true });
    if (code !== 0) {
      console.error('npm ci failed; its output is above. Check the network and the disk, and run it again.');
      return code;
    }
    recordInstall();
  }
  const missing = missingPackages();
  if (missing.length > 0) {
    console.error(
      `node_modules is damaged: ${few(missing)} ${missing.length === 1 ? 'is' : 'are'} not there, although everything was installed once. ` +
        'Run "npm ci", which installs everything anew, and then this command again.',
    );
    return 1;
  }
  // Missing where npm was told to run no scripts at all.
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) await import('./link-node.mjs');
  return 0;
}

/** The packages that the project asks for itself and that are not there: without them nothing says what is wrong. */
function missingPackages() {
  const folders = ['.', ...readPackage('.').workspaces];
  const missing = folders.flatMap((folder) => {
    const { dependencies, devDependencies } = readPackage(folder);
    return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !isInstalled(folder, name));
  });
  return [...new Set(missing)];
}

function isInstalled(folder, name) {
  return [folder, '.'].some((place) => existsSync(join(root, place, 'node_modules', name, 'package.json')));
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function few(names) {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} other packages`;
}

/** Notes which package-lock.json the installed packages belong to. */
function recordInstall() {
  // Put in place whole: a half-written record, or one shared with a linked copy of the folder, would lie.
  writeFileSync(`${record}.new`, lockHash());
  renameSync(`${record}.new`, record);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

if (process.argv.includes('--record')) recordInstall();
