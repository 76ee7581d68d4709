import { randomBytes } from 'node:crypto';
import { callTool, connectClient } from '../browser/mcp-client.js';
import { actAs, adminConnectors, issueToken } from '../browser/people.js';
import { expect, test } from '../browser/test.js';
import { AuditPage } from '../pages/audit-page.js';

test('an operator goes from a trace to what was recorded of it, and back to the trace', async ({
  as,
  baseURL,
  servers,
}) => {
  const slug = 'traced';
  await (
    await adminConnectors()
  ).publish({ slug, url: servers.get('crm').url, tools: { allow: ['update_record'], block: [] } });
  const token = await issueToken(await actAs('acme-max-member'), { name: 'Traced', slug });
  const trace = randomBytes(16).toString('hex');
  const traceparent = `00-${trace}-${randomBytes(8).toString('hex')}-01`;
  const client = await connectClient(`${baseURL}/mcp/acme/${slug}`, token, { traceparent });
  await callTool(client, 'update_record', { id: 'acc-1', fields: { notes: 'Called back.' } });
  await client.close();

  const page = await as('Aldo Auditor', '/audit');
  const audit = new AuditPage(page);
  await audit.trace.fill('b7ad6b71');
  await expect(page.getByRole('alert')).toContainText(
    /This is not the id of a trace.*Copy "traceId" of a log line/s,
  );
  await audit.trace.fill(traceparent);
  await expect(audit.row('Called update_record', 'Max Member')).toBeVisible();
  await expect(audit.row('Began to call update_record', 'Max Member')).toBeVisible();
  await expect(audit.row('Approved update_record')).toHaveCount(0);

  await audit.openEvent('Called update_record');
  await expect(audit.fact('Trace')).toContainText(trace);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await audit.event.getByRole('button', { name: 'Copy trace id' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(trace);
  await audit.close();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(audit.trace).toHaveValue('');

  await audit.only('Connector', slug);
  await audit.openEvent('Began to call update_record');
  await audit.event.getByRole('link', { name: 'Everything in this trace' }).press('Enter');
  await expect(audit.event).toHaveCount(0);
  await expect(audit.trace).toHaveValue(trace);
  await expect(audit.row('Called update_record', 'Max Member')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Connector', exact: true })).toBeVisible();
});
