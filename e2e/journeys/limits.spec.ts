import { isUncovered } from '../browser/is-uncovered.js';
import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, adminConnectors, issueToken } from '../browser/people.js';
import { expect, test } from '../browser/test.js';
import { OfferingSheet } from '../pages/offering-sheet.js';

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

  const largest = page.getByLabel('Largest result, in bytes');
  await member.fill('900,000');
  await largest.fill('a lot');
  await save.click();
  await expect(largest).toBeFocused();
  await expect(page.getByText('Enter a number of bytes, such as 65536 or 64 KiB, or nothing.')).toBeVisible();
  await largest.fill('9 MiB');
  await save.click();
  await expect(page.getByRole('alert')).toContainText('from 1 KiB to 4 MiB');
  await expect(largest).toBeFocused();
  await expect(largest).toBeInViewport({ ratio: 1 });
  await largest.fill('2 MiB');
  await page.getByLabel('Replace secrets').selectOption('On');
  await save.click();
  const notice = page.locator('mat-snack-bar-container');
  await expect(notice).toContainText('Saved. It holds from now on.');
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole('group', { name: 'Each member' }).getByLabel('Requests at once').fill('1');
  await expect(save).toBeInViewport({ ratio: 1 });
  await expect(notice).toBeVisible();
  expect(await isUncovered(page.getByText('1 change is not saved yet'))).toBe(true);
  expect(await isUncovered(save)).toBe(true);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.reload();
  await expect(member).toHaveValue('900000');
  await expect(largest).toHaveValue('2 MiB');

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

test('an admin limits one tool, sees what else applies to it, and whoever calls too often is told', async ({
  as,
  baseURL,
  servers,
}) => {
  const slug = 'one-tool';
  const tools = { allow: ['search_records', 'get_record'], block: [] };
  await (await adminConnectors()).publish({ slug, url: servers.get('crm').url, tools });
  const page = await as('Ada Admin', `/connectors/${slug}/limits`);
  const ownLimits = page.getByRole('region', { name: 'with limits of their own' });
  await expect(ownLimits).toContainText('None.');
  const each = page.getByRole('group', { name: 'Each tool' }).getByLabel('Requests at once');
  await each.fill('50');
  await page.getByRole('button', { name: 'Save limits and results' }).click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();

  await ownLimits.getByRole('link', { name: 'Tools' }).click();
  await page.getByRole('link', { name: 'search_records', exact: true }).click();
  const { sheet } = new OfferingSheet(page);
  await sheet.getByRole('link', { name: 'Limits', exact: true }).click();
  const applies = (of: string) => sheet.getByRole('row', { name: new RegExp(`^${of}`) });
  await expect(applies('This one')).toContainText(/50\s*chosen for the connector/);
  for (const of of ['All of one-tool', 'Each token', 'Each member', 'The organization']) {
    await expect(applies(of).getByRole('cell')).toHaveCount(3);
  }

  const requests = sheet.getByLabel('Requests a minute');
  const save = sheet.getByRole('button', { name: 'Save its limits' });
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await requests.fill('5');
  for (const leave of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
    await leave();
    await expect(question).toContainText('What you changed of its limits is not saved.');
    await question.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(requests).toHaveValue('5');
  }
  await sheet.getByRole('link', { name: 'Definition', exact: true }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await sheet.getByRole('link', { name: 'Limits', exact: true }).click();
  await expect(requests).toHaveValue('');

  await requests.fill('ten');
  await expect(sheet.getByText('Enter a whole number from 1 to')).toBeVisible();
  await save.click();
  await expect(requests).toBeFocused();
  await requests.fill('1');
  await requests.press('Enter');
  await expect(applies('This one')).toContainText(/1\s*chosen here\s*50/);
  await expect(sheet.getByText(/^Limits changed by Ada Admin/)).toBeVisible();

  // A second window saved meanwhile: this one says so, shows what was saved, and can go on from there.
  const second = await as('Ada Admin', page.url().replace(baseURL ?? '', ''));
  await second.getByLabel('Requests a minute').fill('2');
  await second.getByRole('button', { name: 'Save its limits' }).click();
  await expect(second.getByText('Saved. It holds from now on.')).toBeVisible();
  await requests.fill('3');
  await save.click();
  await expect(sheet.getByRole('alert')).toContainText('was changed by someone else');
  await sheet.getByRole('button', { name: 'Reload' }).click();
  await expect(requests).toHaveValue('2');
  await expect(sheet.getByRole('alert')).toHaveCount(0);

  await sheet.getByRole('link', { name: 'All of one-tool' }).click();
  await expect(ownLimits.getByRole('listitem')).toHaveText(
    /Tool\s*search_records\s*2 requests a minute\s*set by Ada Admin/,
  );

  const token = await issueToken(await actAs('acme-max-member'), { name: 'Limited', slug });
  const client = await connectClient(`${baseURL}/mcp/acme/${slug}`, token);
  const call = () => callTool(client, 'search_records', { query: 'bakery' });
  // All of so small a limit may be used at once, and no more.
  const answers = [await call(), await call(), await call()];
  expect(answers.map(({ refused }) => refused)).toEqual([false, false, true]);
  expect(answers[2]?.text).toContain('the limit of 2 requests a minute for "search_records"');
  expect((await callTool(client, 'get_record', { id: 'acc-1' })).refused).toBe(false);
  await client.close();

  await page.goto('/audit?type=limits.changed');
  await expect(
    page.getByRole('row').filter({ hasText: 'Changed limits of search_records' }).first(),
  ).toBeVisible();

  await page.goto('/audit?type=gateway.refused');
  await page
    .getByRole('link', { name: 'Was refused search_records: limit of requests a minute reached' })
    .click();
  const event = page.getByRole('dialog', { name: 'Call refused' });
  await expect(event).toContainText('2 requests a minute for this tool, resource or prompt');
  await event.getByRole('link', { name: 'Where it is chosen' }).press('Enter');
  await expect(requests).toHaveValue('2');
});

test('whoever may not change limits sees them and whom to ask', async ({ as }) => {
  const page = await as('Rita Reviewer', '/connectors/crm/tools');
  await page.getByRole('link', { name: 'search_records', exact: true }).click();
  const { sheet } = new OfferingSheet(page);
  await sheet.getByRole('link', { name: 'Limits', exact: true }).click();
  await expect(sheet.getByLabel('Requests a minute')).toBeDisabled();
  await expect(sheet.getByRole('button', { name: 'Save its limits' })).toHaveCount(0);
  await expect(sheet.getByText('Owners and admins can change this.')).toBeVisible();
});
