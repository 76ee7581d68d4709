import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, connectCurrent, connectPrevious } from '../../test/clients.js';
import { startSampleServers, type SampleServers } from './index.js';

let acme: SampleServers;

beforeAll(async () => {
  acme = await startSampleServers('acme');
});

afterAll(() => acme.close());

describe('code hosting, with sessions and a key', () => {
  it('answers nobody without the key', async () => {
    const server = acme.get('code');
    await expect(connectPrevious({ ...server, auth: { kind: 'none' } })).rejects.toThrow(/X-Api-Key/);
    const wrong = { kind: 'header', header: 'X-Api-Key', value: 'wrong' } as const;
    await expect(connectPrevious({ ...server, auth: wrong })).rejects.toThrow(/X-Api-Key/);
  });

  it('opens, reviews and merges a pull request', async () => {
    const client = await connectPrevious(acme.get('code'));
    const opened = await call(client, 'create_pull_request', {
      repository: 'webshop',
      source: 'feature/gift-cards',
      title: 'Sell gift cards',
    });
    expect(opened).toMatchObject({ pullRequest: { number: 2, target: 'main', state: 'open' } });
    await call(client, 'assign_reviewers', {
      repository: 'webshop',
      number: 2,
      reviewers: ['rita.reviewer'],
    });
    await call(client, 'merge_branch', { repository: 'webshop', number: 2 });
    expect(
      await call(client, 'list_pull_requests', { repository: 'webshop', state: 'merged' }),
    ).toMatchObject({
      pullRequests: [{ number: 2, reviewers: ['rita.reviewer'] }],
    });
    expect(await call(client, 'list_repositories')).toMatchObject({
      repositories: [{ name: 'webshop', branches: ['main', 'fix/rounding'] }, { name: 'billing' }],
    });
    await client.close();
  });

  it('reports progress while checks run', async () => {
    const client = await connectPrevious(acme.get('code'));
    const messages: (string | undefined)[] = [];
    const result = await client.callTool(
      { name: 'run_checks', arguments: { repository: 'billing', branch: 'main' } },
      undefined,
      { onprogress: ({ message }) => void messages.push(message) },
    );
    expect(result.structuredContent).toEqual({ passed: ['install', 'lint', 'types', 'unit tests', 'build'] });
    expect(messages).toEqual([
      'Running install',
      'Running lint',
      'Running types',
      'Running unit tests',
      'Running build',
      'All checks passed',
    ]);
    await client.close();
  });

  it('stops building a preview that is cancelled', async () => {
    const client = await connectPrevious(acme.get('code'));
    const cancel = new AbortController();
    await expect(
      client.callTool(
        { name: 'build_preview', arguments: { repository: 'billing', branch: 'main', seconds: 120 } },
        undefined,
        { signal: cancel.signal, onprogress: () => cancel.abort('changed my mind') },
      ),
    ).rejects.toThrow('changed my mind');
    await expect
      .poll(() => call(client, 'list_previews'))
      .toEqual({
        previews: [{ id: 'preview-1', repository: 'billing', branch: 'main', state: 'cancelled' }],
      });
    await client.close();
  });
});

describe('tickets, with sessions', () => {
  it('creates, changes and moves a ticket along', async () => {
    const client = await connectPrevious(acme.get('tickets'));
    const { ticket } = (await call(client, 'create_ticket', { title: 'Door does not lock' })) as {
      ticket: { id: string };
    };
    await call(client, 'update_ticket', { id: ticket.id, priority: 'urgent', comment: 'Seen it too.' });
    await call(client, 'transition_ticket', { id: ticket.id, to: 'in_progress' });
    await expect(call(client, 'transition_ticket', { id: ticket.id, to: 'closed' })).rejects.toThrow(
      'A ticket that is in_progress cannot become closed; possible: waiting, resolved, open.',
    );
    expect(await call(client, 'search_tickets', { query: 'lock door' })).toMatchObject({
      tickets: [
        { id: ticket.id, priority: 'urgent', status: 'in_progress', comments: [{ text: 'Seen it too.' }] },
      ],
    });
    const { contents } = await client.readResource({ uri: `tickets://${ticket.id}` });
    expect(JSON.stringify(contents)).toContain('Door does not lock');
    await client.close();
  });

  it('shares its state between sessions, and serves the v2 client too', async () => {
    const first = await connectPrevious(acme.get('tickets'));
    const second = await connectCurrent(acme.get('tickets'), 'auto');
    await call(first, 'update_ticket', { id: 'T-101', title: 'Printer on floor 3 jams' });
    expect(await call(second, 'get_ticket', { id: 'T-101' })).toMatchObject({
      ticket: { title: 'Printer on floor 3 jams' },
    });
    await first.close();
    await second.close();
  });

  it('answers 404 to a session it does not know', async () => {
    const response = await fetch(acme.get('tickets').url, {
      method: 'POST',
      headers: {
        'mcp-session-id': 'unknown',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(404);
  });
});

describe('automation, over HTTP+SSE', () => {
  it('triggers a workflow and remembers the run', async () => {
    const client = await connectPrevious(acme.get('automation'));
    const { run } = (await call(client, 'trigger_workflow', {
      workflow: 'welcome-customer',
      input: { customer: 'Sample Bakery' },
    })) as { run: { id: string } };
    expect(await call(client, 'get_run', { id: run.id })).toMatchObject({
      run: { workflow: 'welcome-customer', input: { customer: 'Sample Bakery' }, status: 'succeeded' },
    });
    await expect(call(client, 'trigger_workflow', { workflow: 'unheard-of' })).rejects.toThrow(
      'See list_workflows.',
    );
    await client.close();
  });
});
