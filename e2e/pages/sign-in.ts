import type { Locator, Page } from '@playwright/test';

/** The page that asks for the organization, and the provider's page where the person is chosen. */
export class SignIn {
  readonly heading: Locator;
  readonly organization: Locator;
  readonly problem: Locator;

  constructor(readonly page: Page) {
    this.heading = page.getByRole('heading', { name: 'Sign in', exact: true });
    this.organization = page.getByRole('textbox', { name: 'Organization' });
    this.problem = page.getByRole('alert');
  }

  /** Goes the whole way: the organization here, the person at its provider, and back. */
  async as(person: string, organization: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.choose(organization);
    await this.choosePerson(person);
  }

  /** Names the organization and goes on to its provider. */
  async choose(organization: string): Promise<void> {
    await this.organization.fill(organization);
    await this.page.getByRole('button', { name: 'Continue to sign-in' }).click();
  }

  /** Chooses one of the sample people at the provider, and returns with them. */
  async choosePerson(person: string): Promise<void> {
    await this.page
      .getByRole('list', { name: 'Sample people' })
      .getByRole('button', { name: person })
      .click();
    await this.page.getByRole('button', { name: 'Account', exact: true }).waitFor();
  }
}
