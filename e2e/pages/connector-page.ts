import type { Locator, Page } from '@playwright/test';
import { OfferingSheet } from './offering-sheet.js';

/** The rule of one cell, as the console names it. */
export type Effect = 'Not set' | 'Allow' | 'Block';

/** A connector: its state, what waits, what it offers, and who may use it. */
export class ConnectorPage {
  readonly heading: Locator;
  readonly refusal: Locator;
  /** What the connector waits for, below its heading. */
  readonly waiting: Locator;
  /** The changes of rules that are not saved. */
  readonly tray: Locator;
  readonly purpose: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.refusal = page.getByRole('alert');
    this.waiting = page.locator('app-page-header').getByRole('listitem');
    this.tray = page.getByRole('region', { name: 'Changes of rules that are not saved' });
    this.purpose = page.getByLabel('Purpose');
  }

  async open(slug: string, tab: 'tools' | 'access' | 'connection' | 'history' = 'tools'): Promise<void> {
    await this.page.goto(`/connectors/${slug}/${tab}`);
  }

  /** The state beside the heading: Draft, Published, Suspended or Retired. */
  state(label: string): Locator {
    return this.page.locator('app-page-header app-status-badge').filter({ hasText: label });
  }

  row(offering: string): Locator {
    return this.page
      .getByRole('row')
      .filter({ has: this.page.getByRole('link', { name: offering, exact: true }) });
  }

  async openOffering(name: string): Promise<OfferingSheet> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
    return new OfferingSheet(this.page);
  }

  /** Looks again at what the server offers, and waits for the end. */
  async scanAgain(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Scan now' }).click();
    return this.page.getByRole('region', { name: 'Scan', exact: true });
  }

  /** Approves everything that is listed, as it is. */
  async approveEverything(): Promise<void> {
    await this.page.getByRole('checkbox', { name: /^Select all/ }).check();
    await this.page.getByRole('button', { name: /^Approve \d+ as they are/ }).click();
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Approve/ })
      .click();
  }

  rule(offering: string): Locator {
    return this.page.getByRole('group', { name: `Rule for everyone: ${offering}`, exact: true });
  }

  async setRule(offering: string, effect: Effect): Promise<void> {
    await this.rule(offering).getByRole('radio', { name: effect, exact: true }).check();
  }

  async saveRules(): Promise<void> {
    await this.tray.getByRole('button', { name: /^Save \d+ rules?/ }).click();
  }

  /** Publishes to one group, and returns what the dialog said that would mean. */
  async publishToGroup(group: string): Promise<string> {
    await this.page.getByRole('button', { name: 'Publish…' }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Members of certain groups' }).check();
    await dialog.getByRole('checkbox', { name: new RegExp(`^${group} `) }).check();
    const consequence = await dialog.getByText(/will be able to use|can use nothing in it/).innerText();
    await dialog.getByRole('button', { name: `Publish to ${group}` }).click();
    await dialog.waitFor({ state: 'hidden' });
    return consequence;
  }

  /** Suspends it, or lets it work again, for a reason. */
  async act(act: 'Suspend' | 'Resume', reason: string): Promise<void> {
    await this.page.getByRole('button', { name: `${act}…` }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(reason);
    await dialog.getByRole('button', { name: act, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Begins to change what the organization says of it. */
  async edit(): Promise<void> {
    await this.page.getByRole('button', { name: 'Change', exact: true }).click();
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save', exact: true }).click();
  }
}
