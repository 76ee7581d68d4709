import { defineConfig } from '@playwright/test';
import journeys from '../playwright.config.js';

/** The same browser and the same evaluation environment, for pictures. */
export default defineConfig({
  ...journeys,
  testDir: '.',
  testMatch: 'photograph.ts',
  globalSetup: '../browser/global-setup.ts',
  outputDir: '../test-results/screenshots',
  reporter: [['list']],
  workers: 1,
});
