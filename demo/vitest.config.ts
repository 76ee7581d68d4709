import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.spec.ts'], exclude: ['**/*.db.spec.ts'] } },
      {
        // Each starts the whole evaluation environment: database, API, provider and sample servers.
        test: {
          name: 'db',
          include: ['src/**/*.db.spec.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
