import { expect, test } from '../browser/test.js';
import { startWebsite, type Website } from '../browser/website.js';
import { freePort } from '../installation/free-port.js';
import { RegisterPage } from '../pages/register-page.js';

let website: Website;

test.beforeAll(async () => {
  website = await startWebsite();
});
test.afterAll(() => website.close());

interface Failure {
  readonly what: string;
  readonly address: () => string | Promise<string>;
  readonly sentence: RegExp;
  readonly nextStep: RegExp;
}

const failures: readonly Failure[] = [
  {
    what: 'a web page',
    address: () => website.url,
    sentence: /web page/,
    nextStep: /address/,
  },
  {
    what: 'a private address',
    address: () => 'http://10.20.30.40/mcp',
    sentence: /10\.20\.30\.40/,
    nextStep: /operator|CASTELLAN_ALLOWED_RANGES/,
  },
  {
    what: 'a port where nothing listens',
    address: async () => `http://127.0.0.1:${await freePort()}/mcp`,
    sentence: /does not accept connections/,
    nextStep: /running|port/,
  },
];

for (const { what, address, sentence, nextStep } of failures) {
  test(`${what} is told in words, and what was typed is kept`, async ({ as }) => {
    const registering = new RegisterPage(await as('Ada Admin', '/connectors/new'));
    const typed = await address();
    await registering.lookAt(typed);
    await expect(registering.failure).toContainText(sentence);
    await expect(registering.failure).toContainText(nextStep);
    await expect(registering.failure).toContainText('Nothing was registered. What you typed is still here.');
    await expect(registering.address).toHaveValue(typed);
    await expect(registering.failure.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });
}

test('an address word that is taken is refused, and the rest is kept', async ({ as, servers }) => {
  const registering = new RegisterPage(await as('Ada Admin', '/connectors/new'));
  await registering.lookAt(servers.get('knowledge').url);
  await registering.continue();
  await registering.register({ name: 'Handbook', slug: 'crm', purpose: 'Answers from the handbook.' });
  await expect(registering.refusal).toContainText('crm');
  await expect(registering.refusal).toContainText('Nothing was saved.');
  await expect(registering.field('Name')).toHaveValue('Handbook');
  await expect(registering.field('Purpose')).toHaveValue('Answers from the handbook.');
});
