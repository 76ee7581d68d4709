import type { Locator, Page } from '@playwright/test';

/** One offering whole, beside the table of its connector. */
export class OfferingSheet {
  readonly sheet: Locator;

  constructor(page: Page) {
    this.sheet = page.getByRole('dialog', { name: 'Tool' });
  }

  /** A field that is not what was approved. */
  change(path: string): Locator {
    return this.sheet.locator('app-field-changes').getByRole('listitem').filter({ hasText: path });
  }

  async approveThisVersion(): Promise<void> {
    await this.sheet.getByRole('button', { name: /^Approve this version/ }).click();
  }

  async close(): Promise<void> {
    await this.sheet.getByRole('button', { name: 'Close' }).click();
  }
}
