import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from './files.js';

const execute = promisify(execFile);

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'castellan-install-'));
  await cp(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
  await put('package.json', {
    workspaces: ['part'],
    dependencies: { whole: '1' },
    devDependencies: { tool: '1' },
  });
  await put('part/package.json', { dependencies: { '@scope/shared': '1', own: '1' } });
  await put('package-lock.json', {});
  for (const folder of ['whole', 'tool', '@scope/shared', '.bin/node']) await install(folder);
  await install('own', 'part');
  await execute(process.execPath, [join(root, 'scripts/ensure-install.mjs'), '--record']);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: object): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), JSON.stringify(content));
}

const install = (name: string, folder = '.') => put(`${folder}/node_modules/${name}/package.json`, { name });
const remove = (path: string) => rm(join(root, path), { recursive: true });

/** What every npm script does first. */
async function ensure(): Promise<{ code: number; said: string }> {
  const module = JSON.stringify(join(root, 'scripts/ensure-install.mjs'));
  const script = `const { ensureInstall } = await import(${module}); process.exitCode = await ensureInstall();`;
  try {
    const { stdout, stderr } = await execute(process.execPath, ['--input-type=module', '-e', script]);
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

describe('packages that were installed once', () => {
  it('are left as they are when all of them are there', async () => {
    expect(await ensure()).toEqual({ code: 0, said: '' });
  });

  it.each([
    ['of the project', 'node_modules/whole', 'whole is not there'],
    ['of its tools', 'node_modules/tool', 'tool is not there'],
    ['of a part', 'node_modules/@scope', '@scope/shared is not there'],
    ['that only one part has', 'part/node_modules/own/package.json', 'own is not there'],
  ])('and are gone are named, with what to do: one %s', async (_whose, path, words) => {
    await remove(path);
    const { code, said } = await ensure();
    expect(code).toBe(1);
    expect(said).toContain(words);
    expect(said).toContain('Run "npm ci"');
  });
});
