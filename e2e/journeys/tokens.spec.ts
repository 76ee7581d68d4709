import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, issueToken } from '../browser/people.js';
import { expect, test } from '../browser/test.js';
import { TokensPage } from '../pages/tokens-page.js';

test('a token is shown once, works, and is refused as soon as it is revoked', async ({ as, baseURL }) => {
  const tokens = new TokensPage(await as('Max Member', '/tokens'));
  const secret = await tokens.create({ name: 'Short lived', connectors: ['Knowledge base'] });
  const address = `${baseURL}/mcp/acme/knowledge`;
  const client = await connectClient(address, secret);
  expect((await callTool(client, 'search', { query: 'travel' })).refused).toBe(false);

  await tokens.open();
  await expect(tokens.row('Short lived')).toContainText('Active');
  await expect(tokens.row('Short lived')).toContainText('Knowledge base');
  await expect(tokens.page.getByText(secret)).toHaveCount(0);

  await tokens.revoke('Short lived');
  await expect(tokens.row('Short lived')).toContainText('Revoked');
  await expect
    .poll(async () => (await callTool(client, 'search', { query: 'travel' })).text)
    .toContain('not valid here');
  await client.close();
  const status = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${secret}` } });
  expect(status.status).toBe(401);
});

test('a token that has run out says so, and reaches nothing', async ({ as, baseURL }) => {
  const person = await actAs('acme-max-member');
  const secret = await issueToken(person, {
    name: 'Almost over',
    slug: 'knowledge',
    expiresAt: new Date(Date.now() + 2000),
  });
  const tokens = new TokensPage(await as('Max Member'));
  await expect(async () => {
    await tokens.open();
    await expect(tokens.row('Almost over')).toContainText('Expired', { timeout: 2000 });
  }).toPass();
  await expect(connectClient(`${baseURL}/mcp/acme/knowledge`, secret)).rejects.toThrow(/expired|401/);
});
