import { expect, test } from '../browser/test.js';
import { Shell } from '../pages/shell.js';
import { SignIn } from '../pages/sign-in.js';

test('a person signs in at their organization, out again, and back to where they were', async ({ page }) => {
  const signIn = new SignIn(page);
  const shell = new Shell(page);

  await page.goto('/audit?outcome=DENIED');
  await expect(signIn.heading).toBeVisible();
  await signIn.choose('acme');
  await signIn.choosePerson('Ada Admin');

  await expect(shell.heading).toHaveText('Audit');
  await expect(page).toHaveURL(/\/audit\?outcome=DENIED$/);

  await shell.signOut();
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(signIn.heading).toBeVisible();
});
