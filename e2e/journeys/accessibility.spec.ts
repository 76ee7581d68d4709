import AxeBuilder from '@axe-core/playwright';
import { consolePages, settled } from '../browser/console-pages.js';
import { expect, test } from '../browser/test.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LOOKS = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 360 },
] as const;

// Dozens of pages that differ in nothing but their address: recording each would take longer than looking at it.
test.use({ trace: 'off' });
test.describe.configure({ mode: 'parallel' });

for (const { name, person, path, then, complaint } of consolePages) {
  test(`${name} is usable by everybody, light and dark, wide and narrow`, async ({
    page: nobody,
    as,
    complaints,
  }) => {
    if (complaint) complaints.expect(complaint);
    const page = person ? await as(person, path) : nobody;
    if (!person) await page.goto(path);
    await then?.(page);
    for (const { colorScheme, width } of LOOKS) {
      await test.step(`${colorScheme}, ${width} px`, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await settled(page);
        const { violations } = await new AxeBuilder({ page })
          .options({ resultTypes: ['violations'] })
          .withTags(RULES)
          // The console has no frames; without this, every look at a page opens another page.
          .setLegacyMode()
          .analyze();
        expect(
          violations.map(({ id, nodes }) => ({
            id,
            at: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
          })),
        ).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, 'pixels to scroll sideways').toBe(0);
      });
    }
  });
}
