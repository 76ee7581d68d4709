import { startGate } from '../browser/gate.js';
import { callTool, connectClient, toolNames } from '../browser/mcp-client.js';
import { expect, test } from '../browser/test.js';
import { AuditPage } from '../pages/audit-page.js';
import { CatalogPage } from '../pages/catalog-page.js';
import { ConnectorPage } from '../pages/connector-page.js';
import { RegisterPage } from '../pages/register-page.js';
import { Shell } from '../pages/shell.js';
import { SignIn } from '../pages/sign-in.js';

const NAME = 'Second CRM';
const SLUG = 'second-crm';

test('from the address of a server to the first allowed and the first refused call, and its trail', async ({
  page,
  as,
  baseURL,
  servers,
}) => {
  const gate = await startGate(servers.get('crm').url, 'tools/list');
  try {
    await test.step('an admin signs in and registers a server by its address', async () => {
      await new SignIn(page).as('Ada Admin', 'acme');
      await new Shell(page).goTo('Connectors');
      await page.getByRole('link', { name: 'Register a connector' }).click();
      const registering = new RegisterPage(page);
      await registering.lookAt(gate.url);
      await expect(registering.progress.getByRole('listitem').filter({ hasText: 'done' })).not.toHaveCount(0);
      await expect(registering.progress.getByRole('listitem').filter({ hasText: 'running' })).toHaveCount(1);
      gate.open();
      await expect(registering.foundHeading).toBeVisible();
      await expect(registering.found('search_records')).toContainText('Reads');
      await expect(registering.found('delete_record')).toBeVisible();
      await registering.continue();
      await registering.register({ name: NAME, slug: SLUG, purpose: 'Look up accounts and contacts.' });
    });

    const connector = new ConnectorPage(page);
    await test.step('approves what it offers, and allows some of it', async () => {
      await expect(connector.heading).toHaveText(NAME);
      await expect(connector.state('Draft')).toBeVisible();
      await connector.approveEverything();
      await expect(connector.row('search_records')).toContainText('Approved');
      await connector.setRule('search_records', 'Allow');
      await connector.setRule('get_record', 'Allow');
      await connector.setRule('delete_record', 'Block');
      await connector.saveRules();
      await expect(connector.tray).toBeHidden();
    });

    await test.step('publishes it to a group, and signs out', async () => {
      expect(await connector.publishToGroup('sales')).toContain('2 tools');
      await expect(connector.state('Published')).toBeVisible();
      await new Shell(page).signOut();
    });

    const token = await test.step('a member of the group finds it and creates a token for it', async () => {
      const member = await as('Selma Sales');
      await new Shell(member).goTo('Catalog');
      const connect = await new CatalogPage(member).connect(NAME);
      await expect(connect.address(`${baseURL}/mcp/acme/${SLUG}`)).toBeVisible();
      return connect.createToken('Only read');
    });

    await test.step('somebody of another group does not even see it', async () => {
      const catalog = new CatalogPage(await as('Erik Engineer', '/catalog'));
      await expect(catalog.entry('Calendar')).toBeVisible();
      await expect(catalog.entry(NAME)).toHaveCount(0);
    });

    await test.step('their client gets exactly what is allowed', async () => {
      const client = await connectClient(`${baseURL}/mcp/acme/${SLUG}`, token);
      expect(await toolNames(client)).toEqual(['get_record', 'search_records']);

      const answer = await callTool(client, 'search_records', { query: 'bakery' });
      expect(answer.refused).toBe(false);
      const direct = await connectClient(servers.get('crm').url, 'none');
      expect(answer.structured).toEqual(
        (await callTool(direct, 'search_records', { query: 'bakery' })).structured,
      );
      await direct.close();

      const refused = await callTool(client, 'delete_record', { id: 'acc-1' });
      expect(refused.refused).toBe(true);
      expect(refused.text).toContain('block');
      await client.close();
    });

    await test.step('an auditor sees who did what, what was decided, and by which rule', async () => {
      const auditor = await as('Aldo Auditor');
      await new Shell(auditor).goTo('Audit');
      const audit = new AuditPage(auditor);
      // Others are at work in this organization too.
      await audit.only('Connector', NAME);
      await expect(audit.row('Called search_records', 'Selma Sales', NAME)).toContainText('Allowed');
      await expect(audit.row('delete_record', 'Selma Sales', NAME)).toContainText('Refused');
      await expect(audit.row('Approved search_records', 'Ada Admin', NAME)).toBeVisible();
      await expect(audit.row(`Registered ${NAME}`, 'Ada Admin')).toBeVisible();

      await audit.openEvent('delete_record', 'Selma Sales', NAME);
      await expect(audit.event.getByRole('region', { name: 'Decision' })).toContainText(
        'Rule: blocked for everyone',
      );
      await expect(audit.fact('Who')).toContainText('Selma Sales');
      await expect(audit.fact('AI client')).toContainText('journey');
    });
  } finally {
    await gate.close();
  }
});
