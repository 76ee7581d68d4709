import type { Locator } from '@playwright/test';

/** Whether nothing lies over the middle of an element where it stands now; a click would scroll it free first. */
export function isUncovered(element: Locator): Promise<boolean> {
  return element.evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
}
