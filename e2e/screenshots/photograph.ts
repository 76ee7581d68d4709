import { join } from 'node:path';
import { consolePages, settled } from '../browser/console-pages.js';
import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, issueToken } from '../browser/people.js';
import { test } from '../browser/test.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
/** The picture of the README. */
const PICTURE = { page: 'connector-held', file: join(FOLDER, '..', 'console.png') };
const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 780 },
];

test.describe.configure({ mode: 'serial' });

test('somebody uses a connector, so that the trail has something to tell', async ({ baseURL }) => {
  const token = await issueToken(await actAs('acme-max-member'), { name: 'VS Code, laptop', slug: 'crm' });
  const client = await connectClient(`${baseURL}/mcp/acme/crm`, token);
  await callTool(client, 'search_records', { query: 'bakery' });
  await callTool(client, 'update_record', { id: 'acc-1', fields: { notes: 'Called back.' } });
  await callTool(client, 'delete_record', { id: 'acc-1' });
  await client.close();
});

for (const { name, person, path, then, complaint } of consolePages) {
  test(`photograph ${name}`, async ({ page: nobody, as, complaints }) => {
    if (complaint) complaints.expect(complaint);
    const page = person ? await as(person, path) : nobody;
    if (!person) await page.goto(path);
    await then?.(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await settled(page);
        // What lies over the page is as high as the window, so a picture of more would show it cut off.
        const fullPage = (await page.getByRole('dialog').count()) === 0;
        const file = join(FOLDER, `${name}-${colorScheme}-${size.width}.png`);
        await page.screenshot({ path: file, fullPage, caret: 'hide', animations: 'disabled' });
      }
    }
  });
}

test('photograph the console for the README', async ({ as }) => {
  const { person = '', path } = consolePages.find(({ name }) => name === PICTURE.page) ?? { path: '/' };
  const page = await as(person, path);
  await settled(page);
  await page.screenshot({ path: PICTURE.file, animations: 'disabled', caret: 'hide' });
});
