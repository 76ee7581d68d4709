import type { Locator, Page } from '@playwright/test';
import { ConnectPage } from './connect-page.js';

/** What is published to a member. */
export class CatalogPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/catalog');
  }

  entry(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  /** Goes on to the one address of all connectors. */
  async connectAll(): Promise<ConnectPage> {
    await this.page.getByRole('link', { name: 'Connect all at one address' }).click();
    await this.page.getByRole('heading', { level: 1, name: 'All connectors' }).waitFor();
    return new ConnectPage(this.page);
  }

  async connect(name: string): Promise<ConnectPage> {
    await this.entry(name).click();
    await this.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    return new ConnectPage(this.page);
  }
}
