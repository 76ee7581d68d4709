import { defineConfig } from 'vitest/config';

/** Protocol tests: every file starts servers and processes of its own, so files run one after the other. */
export default defineConfig({
  test: {
    include: [
      'bench/**/*.spec.ts',
      'conformance/**/*.spec.ts',
      'faults/**/*.spec.ts',
      'protocol/**/*.spec.ts',
      'packaging/**/*.spec.ts',
    ],
    fileParallelism: false,
    // Of tests that run at once, each starts a process: more of them than cores only take each other's time.
    maxConcurrency: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
