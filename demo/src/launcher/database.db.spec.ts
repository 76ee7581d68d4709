import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@castellan/api/embedded-postgres';
import { migrate } from '@castellan/migrations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from './database.js';
import { openHome, type Home } from './home.js';
import { openSecrets, type Secrets } from './secrets.js';
import { readSettings } from './settings.js';

let folder: string;
let home: Home;
let secrets: Secrets;
let server: EmbeddedPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'castellan-server-'));
  home = await openHome(join(folder, 'data'), 'http://localhost:4000');
  secrets = await openSecrets(home);
  // Any server will do for one of a person's own.
  server = await startEmbeddedPostgres({ directory: join(folder, 'server'), durable: false });
});

afterAll(async () => {
  await server.stop();
  await home.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (url: string) =>
  openDatabase(readSettings({ DATABASE_URL: url }, folder).database, home, secrets.databasePasswords);

describe('a database server of one own', () => {
  it('gets the roles and a migrated database, and finds them again', async () => {
    const first = await open(server.url);
    const again = await open(server.url);
    expect(new URL(first.urls.application).pathname).toBe('/castellan');
    expect(again.urls).toEqual(first.urls);
    expect(await migrate(first.urls.owner)).toEqual([]);
    await first.stop();
    await again.stop();
  });

  it('can be used with roles that were made before', async () => {
    const { urls } = await open(server.url);
    const provisioned = await openDatabase({ kind: 'provisioned', urls }, home, secrets.databasePasswords);
    expect(provisioned.urls).toEqual(urls);
  });

  it('is refused when its login may not create roles', async () => {
    const { urls } = await open(server.url);
    await expect(open(urls.worker)).rejects.toThrow(
      /login "castellan_worker_login" of DATABASE_URL may not create roles.*createrole/,
    );
  });

  it.each([
    ['the password is wrong', (url: URL) => (url.password = 'wrong')],
    ['nothing listens there', (url: URL) => (url.port = '1')],
    ['the database is not there', (url: URL) => (url.pathname = '/missing')],
  ])('is refused in words when %s', async (_case, spoil) => {
    const url = new URL(server.url);
    spoil(url);
    await expect(open(url.href)).rejects.toThrow(
      /The database server of DATABASE_URL could not be used \(.+\)\. Check its address, login and password/,
    );
  });
});
