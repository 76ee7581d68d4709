import { expect, test } from '../browser/test.js';
import { ConnectorPage } from '../pages/connector-page.js';
import { Shell } from '../pages/shell.js';

test('a member sees what is for members, and a plain refusal elsewhere', async ({ as }) => {
  const page = await as('Max Member');
  const shell = new Shell(page);
  await expect(shell.navigation.getByRole('link')).toHaveText([/^Catalog$/, /^Access tokens$/]);

  for (const path of ['/connectors', '/connectors/crm/tools', '/connectors/new', '/people', '/audit']) {
    await page.goto(path);
    await expect(page.getByText(/^Your role does not include/)).toBeVisible();
    await expect(page.getByLabel('Address of the MCP server')).toHaveCount(0);
    await expect(page.getByRole('table')).toHaveCount(0);
  }
});

test('an auditor reads everything and changes nothing', async ({ as }) => {
  const page = await as('Aldo Auditor', '/connectors');
  const shell = new Shell(page);
  await expect(shell.navigation.getByRole('link', { name: 'Audit' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'CRM', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Register a connector' })).toHaveCount(0);

  const connector = new ConnectorPage(page);
  await connector.open('crm');
  await expect(connector.row('update_record')).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(connector.rule('update_record').getByRole('radio', { name: 'Not set' })).toBeDisabled();
  for (const name of ['Scan now', 'Suspend…', 'Publish…', 'Change audience…']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
  await connector.open('crm', 'connection');
  await expect(page.getByRole('heading', { name: 'About it' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change', exact: true })).toHaveCount(0);
});
