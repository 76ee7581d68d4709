import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHome } from './home.js';
import { openSecrets } from './secrets.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'castellan-home-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the folder of an evaluation environment', () => {
  it('writes files that only their owner can read', async () => {
    const home = await openHome(folder, 'http://localhost:4000');
    await home.write('demo.json', { a: 1 });
    expect((await stat(home.pathOf('demo.json'))).mode & 0o777).toBe(0o600);
    expect(await home.read('demo.json')).toEqual({ a: 1 });
    await home.close();
  });

  it('belongs to one process, and says which and where', async () => {
    const home = await openHome(folder, 'http://localhost:4321');
    await expect(openHome(folder, 'http://localhost:4001')).rejects.toThrow(
      `already running on the data in ${folder}: process ${process.pid}, at http://localhost:4321.`,
    );
    await home.close();
    const next = await openHome(folder, 'http://localhost:4001');
    await next.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is waited for while the process that has it stops', async () => {
    const said: string[] = [];
    const home = await openHome(folder, 'http://localhost:4000');
    await home.stopping();
    const next = openHome(folder, 'http://localhost:4000', { report: (line) => said.push(line) });
    await expect
      .poll(() => said)
      .toEqual([`The Castellan that ran here is stopping (process ${process.pid}). Waiting for it…`]);
    await home.close();
    await (await next).close();
    expect(said).toHaveLength(1);
  });

  it('is not waited for longer than a stop can take', async () => {
    const home = await openHome(folder, 'http://localhost:4000');
    await home.stopping();
    await expect(openHome(folder, 'http://localhost:4000', { forMs: 1 })).rejects.toThrow(
      `end it by force, with "kill -9 ${process.pid}"`,
    );
    await home.close();
  });

  it('says what to do about a file that cannot be read', async () => {
    await writeFile(join(folder, 'secrets.json'), '{ "keys": ');
    const home = await openHome(folder, 'http://localhost:4000');
    await expect(openSecrets(home)).rejects.toThrow('Restore it from a copy, or remove the whole folder');
    await home.close();
  });

  it('refuses a place where no folder can be', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openHome(join(folder, 'file', 'home'), 'http://localhost:4000')).rejects.toThrow(
      'name another one in CASTELLAN_HOME',
    );
  });
});

describe('secrets', () => {
  it('are made once, and differ from one environment to the next', async () => {
    const home = await openHome(folder, 'http://localhost:4000');
    const first = await openSecrets(home);
    const again = await openSecrets(home);
    expect(again).toEqual(first);
    await home.close();

    const elsewhere = await openHome(join(folder, 'other'), 'http://localhost:4000');
    const other = await openSecrets(elsewhere);
    expect(other.keys).not.toBe(first.keys);
    expect(other.ports.openId).not.toBe(first.ports.openId);
    await elsewhere.close();
  });
});
