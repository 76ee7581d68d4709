import { pressUntilFocused } from '../browser/keys.js';
import { adminConnectors } from '../browser/people.js';
import { expect, test } from '../browser/test.js';
import { ConnectorPage } from '../pages/connector-page.js';

test('a tool is found, allowed and saved without a mouse', async ({ as, servers }) => {
  const url = servers.get('crm').url;
  const tools = { allow: ['get_record'], block: ['delete_record'] };
  await (await adminConnectors()).publish({ slug: 'by-keys', url, tools });
  const page = await as('Ada Admin', '/');
  const connector = new ConnectorPage(page);
  const keys = page.keyboard;
  await expect(connector.heading).toHaveText('Home');

  await keys.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or jump' })).toBeFocused();
  await keys.type('by-keys');
  await expect(page.getByRole('option', { name: 'by-keys' })).toHaveAttribute('aria-selected', 'true');
  await keys.press('Enter');
  await expect(connector.heading).toHaveText('by-keys');
  await expect(connector.row('update_record')).toBeVisible();

  const link = (name: string) => connector.row(name).getByRole('link', { name, exact: true });
  await pressUntilFocused(page, 'j', link('update_record'));
  await keys.press('k');
  await expect(link('update_record')).not.toBeFocused();
  await keys.press('j');
  await expect(link('update_record')).toBeFocused();

  // From the row's link over its class to its rule: a group of radio buttons is one stop.
  await keys.press('Tab');
  await keys.press('Tab');
  await expect(connector.rule('update_record').getByRole('radio', { name: 'Not set' })).toBeFocused();
  await keys.press('ArrowRight');
  await expect(connector.rule('update_record').getByRole('radio', { name: 'Allow' })).toBeChecked();
  await pressUntilFocused(page, 'Tab', connector.tray.getByRole('button', { name: 'Save 1 rule' }));
  await keys.press('Enter');
  await expect(connector.tray).toBeHidden();
  await expect(connector.rule('update_record').getByRole('radio', { name: 'Allow' })).toBeChecked();
});

test('keys are told, a row opens with Enter, and Escape leads back', async ({ as }) => {
  const page = await as('Ada Admin', '/audit');
  const rows = page.getByRole('row').getByRole('link');
  await expect(rows.first()).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toContainText('Next row');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Kind of event');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(rows.first()).toBeFocused();

  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search in what happened' })).toBeFocused();
});
