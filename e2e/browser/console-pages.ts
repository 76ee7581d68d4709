import type { Locator, Page } from '@playwright/test';
import { actAs } from './people.js';

/** One page of the console in a state worth looking at. */
export interface ConsolePage {
  /** A word for file names and titles. */
  readonly name: string;
  /** Who looks at it; nobody is signed in when it is missing. */
  readonly person?: string;
  readonly path: string;
  /** Goes on from the path to what is to be seen. */
  readonly then?: (page: Page) => Promise<void>;
  /** What the browser says by itself about this state. */
  readonly complaint?: RegExp;
}

const ADMIN = 'Ada Admin';
const MEMBER = 'Max Member';

/** Every page of the console, and the states of pages that look like pages of their own. */
export const consolePages: readonly ConsolePage[] = [
  { name: 'sign-in', path: '/sign-in' },
  {
    name: 'sign-in-too-often',
    path: '/sign-in',
    then: (page) => signInTooOften(page, '192.0.2.201'),
    complaint: /status of 429/,
  },
  { name: 'signed-out', path: '/signed-out' },
  { name: 'home', person: ADMIN, path: '/' },
  { name: 'connectors', person: ADMIN, path: '/connectors' },
  { name: 'connectors-none-found', person: ADMIN, path: '/connectors?q=nothing-is-called-that' },
  { name: 'register-address', person: ADMIN, path: '/connectors/new' },
  {
    name: 'register-failed',
    person: ADMIN,
    path: '/connectors/new',
    then: (page) => lookAt(page, 'http://10.20.30.40/mcp', 'alert'),
  },
  { name: 'register-found', person: ADMIN, path: '/connectors/new', then: lookAtCrm },
  {
    name: 'register-about',
    person: ADMIN,
    path: '/connectors/new',
    async then(page) {
      await lookAtCrm(page);
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      await page.getByLabel('Purpose').fill('Look up accounts and contacts.');
    },
  },
  { name: 'connector-tools', person: ADMIN, path: '/connectors/crm/tools' },
  { name: 'connector-held', person: ADMIN, path: '/connectors/tickets/tools' },
  { name: 'connector-draft', person: ADMIN, path: '/connectors/automation/tools' },
  {
    name: 'connector-unsaved-rules',
    person: ADMIN,
    path: '/connectors/crm/tools',
    async then(page) {
      const rule = page.getByRole('group', { name: 'Rule for everyone: assign_lead' });
      await rule.getByRole('radio', { name: 'Allow' }).check();
      await page.getByRole('button', { name: 'Save 1 rule' }).waitFor();
    },
  },
  {
    name: 'connector-tool',
    person: ADMIN,
    path: '/connectors/crm/tools',
    then: (page) => over(page, page.getByRole('link', { name: 'update_record', exact: true })),
  },
  {
    name: 'connector-tool-limits',
    person: ADMIN,
    path: '/connectors/crm/tools',
    async then(page) {
      await over(page, page.getByRole('link', { name: 'update_record', exact: true }));
      await page.getByRole('dialog').getByRole('link', { name: 'Limits', exact: true }).click();
      await page.getByRole('heading', { name: 'What applies to it' }).waitFor();
    },
  },
  {
    name: 'connector-tool-changed',
    person: ADMIN,
    path: '/connectors/tickets/tools',
    then: (page) => over(page, page.getByRole('link', { name: 'get_ticket', exact: true })),
  },
  { name: 'connector-access', person: ADMIN, path: '/connectors/crm/access' },
  { name: 'connector-connection', person: ADMIN, path: '/connectors/code/connection' },
  {
    name: 'connector-edit',
    person: ADMIN,
    path: '/connectors/code/connection',
    then: (page) => page.getByRole('button', { name: 'Change', exact: true }).click(),
  },
  { name: 'connector-health', person: ADMIN, path: '/connectors/crm/health' },
  { name: 'connector-limits', person: ADMIN, path: '/connectors/crm/limits' },
  { name: 'connector-history', person: ADMIN, path: '/connectors/crm/history' },
  {
    name: 'connector-publish',
    person: ADMIN,
    path: '/connectors/crm/tools',
    then: (page) => over(page, page.getByRole('button', { name: 'Change audience…' })),
  },
  {
    name: 'connector-suspend',
    person: ADMIN,
    path: '/connectors/crm/tools',
    then: (page) => over(page, page.getByRole('button', { name: 'Suspend…' })),
  },
  { name: 'connector-missing', person: ADMIN, path: '/connectors/nowhere' },
  { name: 'catalog', person: MEMBER, path: '/catalog' },
  { name: 'connect', person: MEMBER, path: '/catalog/crm' },
  { name: 'connect-all', person: MEMBER, path: '/catalog/all' },
  { name: 'connect-nothing', person: 'Fia Finance', path: '/catalog/crm' },
  { name: 'tokens', person: MEMBER, path: '/tokens' },
  { name: 'tokens-none', person: 'Fia Finance', path: '/tokens' },
  { name: 'token-new', person: ADMIN, path: '/tokens/new' },
  { name: 'audit', person: ADMIN, path: '/audit' },
  {
    name: 'audit-filter',
    person: ADMIN,
    path: '/audit',
    then: (page) => over(page, page.getByRole('button', { name: 'Outcome' })),
  },
  {
    name: 'audit-event',
    person: ADMIN,
    path: '/audit?type=connector.published',
    then: (page) => over(page, page.getByRole('row').getByRole('link').first()),
  },
  {
    name: 'audit-no-trace',
    person: ADMIN,
    path: '/audit?trace=b7ad6b71',
    then: (page) => page.getByRole('alert').waitFor(),
  },
  {
    name: 'audit-event-page',
    person: ADMIN,
    path: '/audit?type=rule.changed',
    async then(page) {
      await over(page, page.getByRole('row').getByRole('link').first());
      await page.getByRole('link', { name: 'Open as a page' }).click();
      await page.getByRole('heading', { level: 1, name: 'Rule changed' }).waitFor();
    },
  },
  { name: 'settings', person: ADMIN, path: '/settings' },
  {
    name: 'settings-refused',
    person: ADMIN,
    path: '/settings',
    async then(page) {
      await page.getByLabel('Largest result, in bytes').fill('9 MiB');
      await page.getByRole('button', { name: 'Save limits and results' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'settings-leaving',
    person: ADMIN,
    path: '/settings',
    async then(page) {
      await page.getByLabel('Largest result, in bytes').fill('1 MiB');
      await page.getByRole('banner').getByRole('link').first().click();
      await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    },
  },
  { name: 'people', person: ADMIN, path: '/people/members' },
  { name: 'groups', person: ADMIN, path: '/people/groups' },
  {
    name: 'member',
    person: ADMIN,
    path: '/people/members',
    async then(page) {
      await page.getByRole('link', { name: 'Max Member' }).click();
      await page.getByRole('heading', { level: 1, name: 'Max Member' }).waitFor();
    },
  },
  { name: 'refused', person: MEMBER, path: '/connectors' },
  { name: 'not-found', person: MEMBER, path: '/nowhere' },
  {
    name: 'jump',
    person: ADMIN,
    path: '/',
    then: (page) => over(page, page.getByRole('button', { name: /^Search or jump/ })),
  },
  {
    name: 'keyboard-help',
    person: ADMIN,
    path: '/',
    async then(page) {
      await page.getByRole('button', { name: 'Account', exact: true }).click();
      await over(page, page.getByRole('menuitem', { name: 'Keyboard' }));
    },
  },
];

/** Begins sign-ins from an address until that is told to wait, and shows what a person there sees. */
export async function signInTooOften(page: Page, address: string): Promise<void> {
  const headers = { 'x-forwarded-for': address };
  const url = new URL('/auth/sign-in/nowhere', page.url());
  const begin = async () => (await fetch(url, { headers, redirect: 'manual' })).status;
  let statuses: readonly number[] = [];
  while (!statuses.includes(429)) statuses = await Promise.all(Array.from({ length: 50 }, begin));
  await page.setExtraHTTPHeaders(headers);
  await page.goto('/auth/sign-in/acme');
}

/** Opens what lies over the page. */
async function over(page: Page, opener: Locator): Promise<void> {
  await opener.click();
  await page.getByRole('dialog').waitFor();
}

async function lookAtCrm(page: Page): Promise<void> {
  const admin = await actAs('acme-ada-admin');
  const { connector } = await admin.query<{ connector: { url: string } }>(
    'query Look { connector(slug: "crm") { url } }',
  );
  await lookAt(page, connector.url, 'What this server offers');
}

async function lookAt(page: Page, address: string, until: string): Promise<void> {
  await page.getByLabel('Address of the MCP server').fill(address);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  const end = until === 'alert' ? page.getByRole('alert') : page.getByRole('heading', { name: until });
  await end.waitFor();
}

/** Waits until nothing on the page is on its way or moving any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(
    () =>
      document.fonts.status === 'loaded' &&
      !document.querySelector('app-skeleton') &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
}
