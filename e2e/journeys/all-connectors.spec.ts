import { callTool, connectClient, toolNames } from '../browser/mcp-client.js';
import { expect, test } from '../browser/test.js';
import { CatalogPage } from '../pages/catalog-page.js';

test('a member connects everything at one address, and uses several connectors through it', async ({
  as,
  baseURL,
}) => {
  const catalog = new CatalogPage(await as('Max Member', '/catalog'));
  const connect = await catalog.connectAll();
  const address = `${baseURL}/mcp/acme`;
  await expect(connect.address(address)).toBeVisible();
  await expect(connect.page.getByRole('link', { name: 'Knowledge base', exact: true })).toBeVisible();
  const secret = await connect.createToken('Only read');
  await connect.page.getByRole('link', { name: 'Claude', exact: true }).click();
  await expect(connect.page.getByText(`acme ${address} --header`)).toContainText(secret);

  const client = await connectClient(address, secret);
  const names = await toolNames(client);
  expect(new Set(names.map((name) => name.split('__')[0])).size).toBeGreaterThan(1);
  expect(names).toContain('knowledge__search');
  const answer = await callTool(client, 'knowledge__search', { query: 'travel' });
  expect(answer.refused).toBe(false);
  const refused = await callTool(client, 'nowhere__search', { query: 'travel' });
  expect(refused.text).toContain('Unknown tool: nowhere__search');
  await client.close();
});
