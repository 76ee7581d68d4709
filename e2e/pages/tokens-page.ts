import type { Locator, Page } from '@playwright/test';
import { readSecret } from './connect-page.js';

/** A member's own access tokens. */
export class TokensPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/tokens');
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  /** Creates a token for some connectors and returns its secret. */
  async create({ name, connectors }: { name: string; connectors: readonly string[] }): Promise<string> {
    await this.page.getByRole('link', { name: 'Create a token' }).click();
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    const everything = this.page.getByRole('checkbox', { name: /^Every connector/ });
    if (await everything.isChecked()) await everything.uncheck();
    for (const connector of connectors) {
      await this.page.getByRole('checkbox', { name: new RegExp(`^${connector}`) }).check();
    }
    await this.page.getByRole('button', { name: 'Create token' }).click();
    return readSecret(this.page);
  }

  async revoke(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Revoke ${name}` }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke token' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
}
