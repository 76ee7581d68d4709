import type { Locator, Page } from '@playwright/test';

/** The frame around every page: navigation, account, theme, search. */
export class Shell {
  readonly navigation: Locator;
  readonly heading: Locator;
  readonly notice: Locator;

  constructor(readonly page: Page) {
    this.navigation = page.getByRole('navigation', { name: 'Main' });
    this.heading = page.getByRole('heading', { level: 1 });
    this.notice = page.locator('mat-snack-bar-container');
  }

  /** Follows an entry of the navigation. */
  async goTo(place: string): Promise<void> {
    await this.navigation.getByRole('link', { name: new RegExp(`^${place}`) }).click();
  }

  /** Signs out here and, asked by the sample provider, there as well. */
  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Account', exact: true }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  }

  /** Chooses the light or the dark theme. */
  async chooseTheme(theme: 'Light' | 'Dark' | 'As the system'): Promise<void> {
    await this.page.getByRole('button', { name: 'Theme', exact: true }).click();
    await this.page.getByRole('menuitemradio', { name: theme }).click();
  }
}
