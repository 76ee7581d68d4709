import { startSampleServers, type SampleServers } from '@castellan/demo/servers';
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { SignIn } from '../pages/sign-in.js';
import { Complaints } from './complaints.js';
import { journeyEnvironment } from './environment.js';

export { expect } from '@playwright/test';

/** An organization of the evaluation environment. */
export type Organization = 'acme' | 'northfield';

interface Journey {
  /** Signs a sample person in, in a browser of their own, and shows them a page. */
  readonly as: (person: string, path?: string, organization?: Organization) => Promise<Page>;
  /** Sample servers of the journey's own, with state that no other journey sees. */
  readonly servers: SampleServers;
  /** What the browsers complained of; anything unexpected fails the journey. */
  readonly complaints: Complaints;
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Shared {
  /** Sessions of people who have signed in already, by name. */
  readonly sessions: Map<string, StorageState>;
}

/** A test in a real browser against the evaluation environment. */
export const test = base.extend<Journey, Shared>({
  launchOptions: [
    async ({}, use) => {
      // As root, and in containers, the browser's own sandbox cannot be set up.
      await use({
        executablePath: journeyEnvironment().chromium,
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
      });
    },
    { scope: 'worker' },
  ],
  sessions: [async ({}, use) => use(new Map()), { scope: 'worker' }],
  baseURL: async ({}, use) => use(journeyEnvironment().url),

  complaints: [
    async ({}, use) => {
      const complaints = new Complaints();
      await use(complaints);
      base.expect(complaints.unexpected, 'what the browser complained of').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, use) => {
    complaints.listenTo(context);
    await use(context);
  },
  servers: async ({}, use) => {
    const servers = await startSampleServers();
    await use(servers);
    await servers.close();
  },
  as: async ({ browser, complaints, sessions }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, path = '/', organization = 'acme') => {
      const known = sessions.get(person);
      const context = await browser.newContext(known ? { storageState: known } : {});
      contexts.push(context);
      complaints.listenTo(context);
      const page = await context.newPage();
      if (!known) {
        await new SignIn(page).as(person, organization);
        sessions.set(person, await context.storageState());
      }
      await page.goto(path);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});
