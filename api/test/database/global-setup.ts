import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@castellan/migrations';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { provisionDatabase } from '../../src/platform/database/provisioning.js';
import { TEMPLATE } from './test-server.js';

/** One server for the whole run, with a migrated template; gone with its data afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'castellan-test-'));
  // As root the server runs under another account, which must be able to pass.
  await chmod(directory, 0o711);
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), durable: false });
  const teardown = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const password = () => randomBytes(12).toString('hex');
    const passwords = {
      owner: password(),
      application: password(),
      auditWriter: password(),
      worker: password(),
    };
    const urls = await provisionDatabase({ administratorUrl: server.url, database: TEMPLATE, passwords });
    await migrate(urls.owner);
    project.provide('testServer', { url: server.url, passwords });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}
