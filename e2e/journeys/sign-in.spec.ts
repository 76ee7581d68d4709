import { signInTooOften } from '../browser/console-pages.js';
import { isUncovered } from '../browser/is-uncovered.js';
import { expect, test } from '../browser/test.js';
import { Shell } from '../pages/shell.js';
import { SignIn } from '../pages/sign-in.js';

test('a person signs in where they were going, and out again', async ({ page }) => {
  const signIn = new SignIn(page);
  const shell = new Shell(page);
  await page.goto('/audit?outcome=DENIED');
  await expect(signIn.heading).toBeVisible();
  await signIn.choose('acme');
  await signIn.choosePerson('Ada Admin');
  await expect(shell.heading).toHaveText('Audit');
  await expect(page).toHaveURL(/\/audit\?outcome=DENIED$/);

  await shell.signOut();
  await page.goto('/audit');
  await expect(signIn.heading).toBeVisible();
});

test('after signing out, somebody else can sign in', async ({ page }) => {
  const signIn = new SignIn(page);
  await signIn.as('Ada Admin', 'acme');
  await new Shell(page).signOut();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await signIn.choose('acme');
  await signIn.choosePerson('Max Member');
  await expect(new Shell(page).heading).toHaveText('Catalog');
});

test('when the session ends elsewhere, the next step leads to sign-in and back', async ({
  page,
  context,
}) => {
  const signIn = new SignIn(page);
  const shell = new Shell(page);
  await signIn.as('Ada Admin', 'acme');
  const other = await context.newPage();
  await other.goto('/');
  await new Shell(other).signOut();

  await shell.goTo('People');
  await expect(signIn.heading).toBeVisible();
  await signIn.choose('acme');
  await signIn.choosePerson('Ada Admin');
  await expect(shell.heading).toHaveText('People');
});

test('when the session ends while something typed is not saved, it stays, and can be saved after sign-in', async ({
  page,
  context,
}) => {
  const signIn = new SignIn(page);
  await signIn.as('Ada Admin', 'acme');
  await page.goto('/connectors/crm/tools');
  const rule = page.getByRole('group', { name: 'Rule for everyone: assign_lead' });
  await rule.getByRole('radio', { name: 'Allow' }).check();
  await page.getByRole('link', { name: 'Limits', exact: true }).click();
  const limit = page.getByRole('group', { name: 'Each tool' }).getByLabel('Requests at once');
  await limit.fill('70');
  const saveLimits = page.getByRole('button', { name: 'Save limits and results' });
  const saveRule = page.getByRole('button', { name: 'Save 1 rule' });
  // Both can be saved: neither lies over the other.
  await expect(saveRule).toBeAttached();
  await expect.poll(() => isUncovered(saveLimits)).toBe(true);
  await saveRule.scrollIntoViewIfNeeded();
  await expect.poll(() => isUncovered(saveRule)).toBe(true);
  expect(await isUncovered(saveLimits)).toBe(true);

  const other = await context.newPage();
  await other.goto('/');
  await new Shell(other).signOut();
  await other.close();

  await saveLimits.click();
  const ended = page.getByRole('dialog', { name: 'Your session has ended' });
  await expect(ended).toContainText('Nothing was changed.');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  const beside = context.waitForEvent('page');
  await ended.getByRole('link', { name: 'Sign in in a new tab' }).press('Enter');
  const tab = await beside;
  await new SignIn(tab).choose('acme');
  await new SignIn(tab).choosePerson('Ada Admin');
  await expect(tab).toHaveURL(/\/connectors\/crm\/limits$/);
  await tab.close();

  await expect(ended).toBeHidden();
  await expect(limit).toHaveValue('70');
  await saveLimits.click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();
  await expect(saveRule).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await limit.fill('');
  await saveLimits.click();
  await expect(limit).toHaveValue('');
});

test('an organization that does not exist is told in words', async ({ page }) => {
  const signIn = new SignIn(page);
  await page.goto('/sign-in');
  await signIn.choose('nowhere');
  await expect(page.getByText('No organization has this short name.')).toBeVisible();
  await expect(signIn.organization).toHaveValue('nowhere');
});

test('whoever shares a network with too many sign-ins is told when to try again, and gets back by keyboard', async ({
  page,
  complaints,
}) => {
  complaints.expect(/status of 429/);
  await page.goto('/sign-in');
  await signInTooOften(page, '192.0.2.202');
  await expect(page.getByRole('heading', { name: 'Too many sign-ins' })).toBeVisible();
  await expect(page.getByText(/Wait \d+ seconds?, then start again/)).toBeVisible();
  // The page's own style is let through by its own policy.
  await expect(page.getByRole('main')).toHaveCSS('border-radius', '10px');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Start again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(new SignIn(page).heading).toBeVisible();
});
