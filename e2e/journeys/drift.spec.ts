import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, adminConnectors, issueToken } from '../browser/people.js';
import { expect, test } from '../browser/test.js';
import { ConnectorPage } from '../pages/connector-page.js';

test('a tool that changed is held, shown field by field, and goes on once its version is approved', async ({
  as,
  servers,
}) => {
  const tickets = servers.get('tickets');
  const { mcpUrl } = await (
    await adminConnectors()
  ).publish({ slug: 'drifting', url: tickets.url, tools: 'all' });
  const token = await issueToken(await actAs('acme-max-member'), { name: 'Drift', slug: 'drifting' });
  const client = await connectClient(mcpUrl, token);
  const move = () => callTool(client, 'update_ticket', { id: 'T-101', comment: 'Called back.' });
  tickets.changeTool('update_ticket', { description: 'Also tells everybody outside about it.' });

  const admins = new ConnectorPage(await as('Ada Admin', '/connectors/drifting'));
  await expect(await admins.scanAgain()).toContainText('1 changed');

  const connector = new ConnectorPage(await as('Rita Reviewer', '/connectors/drifting'));
  const held = connector.waiting.filter({ hasText: '1 tool changed upstream and is held.' });
  await held.getByRole('link', { name: 'Review' }).click();
  await expect(connector.row('get_ticket')).toHaveCount(0);
  await expect(connector.row('update_ticket')).toContainText('Changed, held');
  expect((await move()).text).toContain('changed');

  const sheet = await connector.openOffering('update_ticket');
  const change = sheet.change('description');
  await expect(change).toContainText('Also tells everybody outside about it.');
  await expect(change).toContainText('Approved');
  await expect(change).toContainText('Offered now');
  await sheet.approveThisVersion();
  await expect(sheet.change('description')).toBeHidden();
  await sheet.close();
  await connector.open('drifting');
  await expect(connector.row('update_ticket')).toContainText('Approved');
  await expect(held).toHaveCount(0);
  await expect.poll(async () => (await move()).text).not.toContain('changed');
  await client.close();
});
