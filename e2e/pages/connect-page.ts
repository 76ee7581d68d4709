import type { Locator, Page } from '@playwright/test';

const SECRET = /cst_pat_\w+/;

/** A connector as a member sees it: what it can do for them, a token for it, and how to connect. */
export class ConnectPage {
  constructor(readonly page: Page) {}

  /** The address to give to an AI client. */
  address(url: string): Locator {
    return this.page.getByText(url, { exact: true }).first();
  }

  /** Creates a token for this connector alone and returns its secret, which is shown this once. */
  async createToken(access: 'Only read' | 'Read and change'): Promise<string> {
    const choice = this.page.getByRole('radio', { name: new RegExp(`^${access}`) });
    if (await choice.isVisible()) await choice.check();
    await this.page.getByRole('button', { name: 'Create the token' }).click();
    return readSecret(this.page);
  }
}

/** The secret of a token that was just created. */
export async function readSecret(page: Page): Promise<string> {
  const shown = page.locator('pre, code').getByText(SECRET).first();
  const [secret] = SECRET.exec(await shown.innerText()) ?? [];
  if (secret) return secret;
  throw new Error('The page shows no token.');
}
