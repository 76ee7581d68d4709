import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it } from 'vitest';
import { startFixtureV1 } from './fixture-v1/fixture.js';
import { startFixtureV2 } from './fixture-v2/fixture.js';
import { WATCHED_URI } from './offerings/resources.js';

const LEGACY = { mode: 'legacy' } as const;
const MODERN = { mode: { pin: '2026-07-28' } } as const;

/** What the suite does not look at: whether answers are no errors in disguise, and whether changes arrive. */
describe.each([
  { name: 'v1', start: startFixtureV1, versionNegotiation: LEGACY },
  { name: 'v2 with sessions', start: startFixtureV2, versionNegotiation: LEGACY },
  { name: 'v2 in 2026-07-28', start: startFixtureV2, versionNegotiation: MODERN },
])('the fixture $name', ({ start, versionNegotiation }) => {
  const open: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  async function connect(): Promise<Client> {
    const fixture = await start();
    open.push(() => fixture.close());
    const client = new Client({ name: 'castellan-e2e', version: '1.0.0' }, { versionNegotiation });
    const { listening, ...options } = watchForStream();
    await client.connect(new StreamableHTTPClientTransport(new URL(fixture.url), options));
    open.push(() => client.close());
    // An old client opens its stream for announcements on the side, and misses what comes before.
    if (versionNegotiation === LEGACY) await listening;
    return client;
  }

  async function names(client: Client): Promise<string[]> {
    return (await client.listTools()).tools.map(({ name }) => name);
  }

  it.each([
    'test_simple_text',
    'test_image_content',
    'test_audio_content',
    'test_embedded_resource',
    'test_multiple_content_types',
    'test_tool_with_progress',
    'test_mirrored_header',
  ])('answers %s with a result', async (name) => {
    const client = await connect();
    // Listed first, because the client takes from the list which arguments to repeat in headers.
    expect(await names(client)).toContain(name);
    const result = await client.callTool({ name, arguments: {} });
    expect(result.isError).toBeFalsy();
  });

  it('announces a tool that comes, and one that goes', async () => {
    const client = await connect();
    const changes = await announcements(client, 'notifications/tools/list_changed', {
      toolsListChanged: true,
    });

    await client.callTool({ name: 'test_trigger_tool_change', arguments: {} });
    await changes.next();
    expect(await names(client)).toContain('test_added_tool');

    await client.callTool({ name: 'test_trigger_tool_change', arguments: {} });
    await changes.next();
    expect(await names(client)).not.toContain('test_added_tool');
  });

  it('announces a change of a watched resource', async () => {
    const client = await connect();
    const filter = { resourceSubscriptions: [WATCHED_URI] };
    const changes = await announcements(client, 'notifications/resources/updated', filter);
    if (versionNegotiation === LEGACY) await client.subscribeResource({ uri: WATCHED_URI });

    await client.callTool({ name: 'test_trigger_resource_update', arguments: {} });
    expect(await changes.next()).toMatchObject({ params: { uri: WATCHED_URI } });
  });

  type Announcement = 'notifications/tools/list_changed' | 'notifications/resources/updated';
  type Filter = Parameters<Client['listen']>[0];

  /** Queues announcements as they arrive; a 2026-07-28 client has to ask for them first. */
  async function announcements(client: Client, method: Announcement, filter: Filter) {
    const arrived: object[] = [];
    let wake = () => {};
    client.setNotificationHandler(method, (notification) => {
      arrived.push(notification);
      wake();
    });
    if (versionNegotiation === MODERN) {
      const subscription = await client.listen(filter);
      open.push(() => subscription.close());
    }
    return {
      async next(): Promise<object> {
        while (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        return arrived.shift() ?? {};
      },
    };
  }
});

/** A `fetch` for a transport, and the moment when its GET stream is open. */
function watchForStream() {
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const watched: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    if (init?.method === 'GET') resolve();
    return response;
  };
  return { fetch: watched, listening };
}
