import { expect, test } from '../browser/test.js';
import { RegisterPage } from '../pages/register-page.js';

const MARKUP = '<img src="x" alt="injected"><script>document.title = "taken over"</script>';
const HIDDEN = 'Finds\u200b records.\u202eevil\u{e0041}';

test('what a server says is shown as text, with everything hidden made visible', async ({ as, servers }) => {
  servers.get('crm').changeTool('search_records', { description: `${HIDDEN}\n${MARKUP}` });
  const page = await as('Ada Admin', '/connectors/new');
  const registering = new RegisterPage(page);
  await registering.lookAt(servers.get('crm').url);
  const sheet = await registering.openFound('search_records');

  for (const mark of ['zero-width space', 'right-to-left override', 'tag A']) {
    await expect(sheet.getByText(mark, { exact: true }).first()).toBeVisible();
  }
  await expect(sheet.getByText(MARKUP).first()).toBeVisible();
  await expect(page.getByRole('img', { name: 'injected' })).toHaveCount(0);
  await expect(page).not.toHaveTitle('taken over');
  await expect(registering.found('search_records').getByText('right-to-left override')).toBeVisible();
});
