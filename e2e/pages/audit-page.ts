import type { Locator, Page } from '@playwright/test';

/** The audit trail: filters, a table, and one event in full beside it. */
export class AuditPage {
  readonly event: Locator;

  constructor(readonly page: Page) {
    this.event = page.getByRole('dialog');
  }

  /** The newest event with these words, and the person beside it. */
  row(...words: readonly string[]): Locator {
    return words.reduce((rows, text) => rows.filter({ hasText: text }), this.page.getByRole('row')).first();
  }

  /** Narrows the trail to what was recorded with these words. */
  async search(words: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search in what happened' }).fill(words);
  }

  /** Narrows the trail to one trace. */
  get trace(): Locator {
    return this.page.getByRole('searchbox', { name: 'Trace, by its id' });
  }

  /** Narrows the trail by one of its filters. */
  async only(filter: string, choice: string): Promise<void> {
    await this.page.getByRole('button', { name: filter, exact: true }).click();
    await this.page.getByRole('dialog', { name: filter }).getByRole('button', { name: choice }).click();
  }

  async openEvent(...words: readonly string[]): Promise<void> {
    await this.row(...words)
      .getByRole('link')
      .click();
  }

  /** Closes the event that is open. */
  async close(): Promise<void> {
    await this.event.getByRole('button', { name: 'Close' }).click();
  }

  /** The value beside a label in the facts of the open event. */
  fact(label: string): Locator {
    return this.event.locator(`dt:has-text("${label}") + dd`);
  }
}
