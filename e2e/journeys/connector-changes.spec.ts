import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, adminConnectors, issueToken } from '../browser/people.js';
import { expect, test } from '../browser/test.js';
import { ConnectorPage } from '../pages/connector-page.js';

test('what somebody else saved meanwhile is not overwritten, and edits are kept', async ({ as, servers }) => {
  const url = servers.get('knowledge').url;
  await (await adminConnectors()).publish({ slug: 'edited-twice', url, tools: 'all' });
  const first = new ConnectorPage(await as('Ada Admin', '/connectors/edited-twice/connection'));
  const second = new ConnectorPage(await as('Omar Owner', '/connectors/edited-twice/connection'));
  for (const [page, purpose] of [
    [first, 'Answers for engineers.'],
    [second, 'Answers for everybody.'],
  ] as const) {
    await page.edit();
    await page.purpose.fill(purpose);
  }

  await first.save();
  await expect(first.page.getByText('Answers for engineers.')).toBeVisible();
  await second.save();
  await expect(second.refusal).toContainText('Nothing was saved.');
  await expect(second.purpose).toHaveValue('Answers for everybody.');

  await second.save();
  await expect(second.purpose).toBeHidden();
  await expect(second.page.getByText('Answers for everybody.')).toBeVisible();
});

test('a suspended connector refuses every call until it is resumed', async ({ as, servers }) => {
  const url = servers.get('crm').url;
  const { mcpUrl } = await (await adminConnectors()).publish({ slug: 'suspended', url, tools: 'all' });
  const token = await issueToken(await actAs('acme-max-member'), { name: 'Laptop', slug: 'suspended' });
  const client = await connectClient(mcpUrl, token);
  const search = async () => (await callTool(client, 'search_records', { query: 'bakery' })).text;
  expect(await search()).toContain('Sample Bakery');

  const connector = new ConnectorPage(await as('Ada Admin', '/connectors/suspended'));
  await connector.act('Suspend', 'It sends too much.');
  await expect(connector.state('Suspended')).toBeVisible();
  await expect.poll(search).toContain('suspended');

  const member = await as('Max Member', '/catalog/suspended');
  await expect(member.getByText('An admin suspended it')).toBeVisible();

  await connector.act('Resume', 'It was mended.');
  await expect(connector.state('Published')).toBeVisible();
  await expect.poll(search).toContain('Sample Bakery');
  await client.close();
});
