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
  // Missing where npm was told to run no scripts at all.
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) await import('./link-node.mjs');
  return 0;
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
