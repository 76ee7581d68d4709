import { expect, test } from '../browser/test.js';

test('an admin limits what each member may use, and a connector’s results; each says what it inherits', async ({
  as,
}) => {
  const page = await as('Ada Admin', '/settings');
  const member = page.getByRole('group', { name: 'Each member' }).getByLabel('Requests a minute');
  const save = page.getByRole('button', { name: 'Save limits and results' });

  await member.fill('no number');
  await expect(page.getByText('Enter a whole number from 1 to')).toBeVisible();
  await save.click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeHidden();

  await member.fill('900,000');
  await page.getByLabel('Replace secrets').selectOption('On');
  await save.click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();
  await page.reload();
  await expect(member).toHaveValue('900000');

  await page.goto('/connectors/code/limits');
  await expect(page.getByLabel('Replace secrets').locator('option:checked')).toHaveText(
    'Not chosen here: on',
  );
  await page.getByLabel('Hosts that results may lead to').fill('https://acme.example/');
  await save.click();
  await expect(page.getByRole('alert').first()).toContainText('is no host');
  await page.getByLabel('Hosts that results may lead to').fill('acme.example');
  await save.click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();

  await page.goto('/audit?type=limits.changed');
  await expect(page.getByText('Limits changed').first()).toBeVisible();
});
