import AxeBuilder from '@axe-core/playwright';
import { startGate } from '../browser/gate.js';
import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, adminConnectors, issueToken } from '../browser/people.js';
import { expect, test } from '../browser/test.js';

test('a server that is gone is shown as down, with what failed and what was done about it', async ({
  as,
  servers,
}) => {
  const address = await startGate(servers.get('crm').url, 'nothing/is-held');
  const { mcpUrl } = await (
    await adminConnectors()
  ).publish({ slug: 'vanishing', url: address.url, tools: 'all' });
  const token = await issueToken(await actAs('acme-max-member'), { name: 'Vanishing', slug: 'vanishing' });
  const client = await connectClient(mcpUrl, token);
  const read = () => callTool(client, 'search_records', { query: 'bakery' });
  expect((await read()).refused).toBe(false);

  await address.close();
  for (let time = 0; time < 5; time++) expect((await read()).text).toContain('cannot be reached');
  expect((await read()).text).toContain('was not sent to it');
  await client.close();

  const page = await as('Ada Admin', '/connectors/vanishing/health');
  const header = page.locator('app-page-header');
  await expect(async () => {
    await page.reload();
    await expect(header.getByText('Down')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const tab = page.locator('app-health-tab');
  await expect(tab).toContainText('It did not accept a connection.');
  await expect(tab.getByRole('img', { name: /6 calls, 5 without a usable answer/ })).toBeVisible();
  await expect(tab.getByRole('row').filter({ hasText: 'Stopped calling it' })).toHaveCount(1);
  await tab.getByText('The same as a table').click();
  await expect(
    tab.getByRole('table', { name: 'Calls of this connector by time' }).getByRole('row').nth(1),
  ).toBeVisible();
  await tab.getByRole('button', { name: 'Last hour' }).click();
  await expect(page).toHaveURL(/window=hour/);
  await expect(tab.getByRole('button', { name: 'Last hour' })).toHaveAttribute('aria-pressed', 'true');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations).toEqual([]);
  }

  await page.goto('/connectors');
  await expect(page.getByRole('row').filter({ hasText: 'vanishing' })).toContainText('Down');
  // Whoever comes in the morning sees it first, and why.
  await page.goto('/');
  const first = page.getByRole('main').getByRole('listitem').first();
  await expect(first).toContainText(/Down\s*vanishing/);
  await first.getByRole('link', { name: 'See what fails, vanishing' }).click();
  await expect(page).toHaveURL(/\/connectors\/vanishing\/health$/);
});
