import type { Locator, Page } from '@playwright/test';

const MOST = 100;

/** Presses a key as often as it takes to get somewhere, as a person without a mouse does. */
export async function pressUntilFocused(page: Page, key: string, target: Locator): Promise<void> {
  for (let presses = 0; presses < MOST; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} has no focus after pressing ${key} ${MOST} times.`);
}
