import type { Locator, Page } from '@playwright/test';

/** What the organization says of a connector that it registers. */
export interface AboutConnector {
  readonly name: string;
  readonly slug: string;
  readonly purpose: string;
}

/** Registering a connector: an address, what is there, and who answers for it. */
export class RegisterPage {
  readonly address: Locator;
  /** The steps of the look at the server, and how it ended. */
  readonly progress: Locator;
  readonly failure: Locator;
  readonly foundHeading: Locator;
  readonly refusal: Locator;

  constructor(readonly page: Page) {
    this.address = page.getByLabel('Address of the MCP server');
    this.progress = page.getByRole('region', { name: 'Looking at the server' });
    this.failure = this.progress.getByRole('alert');
    this.foundHeading = page.getByRole('heading', { name: 'What this server offers' });
    this.refusal = page.getByRole('alert');
  }

  async open(): Promise<void> {
    await this.page.goto('/connectors/new');
  }

  /** Starts looking at a server. */
  async lookAt(address: string): Promise<void> {
    await this.address.fill(address);
    await this.page.getByRole('button', { name: 'Look at this server' }).click();
  }

  /** The row of something that was found. */
  found(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('button', { name, exact: true }) });
  }

  /** Opens the whole definition of something that was found. */
  async openFound(name: string): Promise<Locator> {
    await this.found(name).getByRole('button', { name, exact: true }).click();
    return this.page.getByRole('dialog', { name: 'Tool' });
  }

  async continue(): Promise<void> {
    await this.page.getByRole('button', { name: 'Continue', exact: true }).click();
  }

  field(label: 'Name' | 'Address word' | 'Purpose'): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async register({ name, slug, purpose }: AboutConnector): Promise<void> {
    await this.field('Name').fill(name);
    await this.field('Address word').fill(slug);
    await this.field('Purpose').fill(purpose);
    await this.page.getByRole('button', { name: 'Register as a draft' }).click();
  }
}
