import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const resolve = {
  alias: [
    // Vite takes GraphQL's ES module and Nest its CommonJS one: two copies refuse each other's types.
    { find: /^graphql$/, replacement: 'graphql/index.js' },
    // The tests run on the migrations as written, without building them first.
    {
      find: /^@castellan\/migrations$/,
      replacement: fileURLToPath(new URL('../migrations/src/index.ts', import.meta.url)),
    },
  ],
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
          exclude: ['**/*.db.spec.ts'],
          maxWorkers: 2,
          // Ends what hangs. It measures nothing: a busy machine must not fail a property of a hundred examples.
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'db',
          include: ['src/**/*.db.spec.ts', 'test/**/*.db.spec.ts'],
          globalSetup: ['test/database/global-setup.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // As above: what is polled for comes, however busy the machine is; only what never comes is ended.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
