import type { BrowserContext } from '@playwright/test';

/** What a browser complained of: errors of scripts, of the console, and of the content security policy. */
export class Complaints {
  readonly #heard: string[] = [];
  readonly #expected: RegExp[] = [];

  /** Listens to every page of a context. */
  listenTo(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#heard.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#heard.push(`uncaught: ${error.error().message}`));
  }

  /** Names a complaint that belongs to the journey, such as a status that the browser reports by itself. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** Everything that nobody expected. */
  get unexpected(): string[] {
    return this.#heard.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}
