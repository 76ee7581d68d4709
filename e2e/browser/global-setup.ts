import { existsSync } from 'node:fs';
import { chooseChromium } from './chromium.js';
import { announce } from './environment.js';

const BUILT = {
  api: '../../api/dist/main.js',
  demo: '../../demo/dist/index.js',
  web: '../../web/dist/browser/index.html',
};

/** Starts one evaluation environment for all journeys, and returns what stops it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  assertBuilt();
  const chromium = await chooseChromium(process.env);
  // Only now: without a build there is nothing to import.
  const { startInstallation } = await import('../installation/installation.js');
  const installation = await startInstallation({ durable: false });
  announce({ url: installation.url, chromium });
  return () => installation.stop();
}

function assertBuilt(): void {
  const missing = Object.entries(BUILT)
    .filter(([, file]) => !existsSync(new URL(file, import.meta.url)))
    .map(([workspace]) => workspace);
  if (missing.length === 0) return;
  throw new Error(
    `Not built yet: ${missing.join(', ')}. Run "npm run build" in the root first, or "npm run test:e2e", which builds.`,
  );
}
