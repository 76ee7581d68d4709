import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Listening } from '../../platform/mcp/upstream/listening.js';
import type { Resolved } from '../pipeline/resolve.js';
import { StandingStream, type Listener, type StandingParts } from './standing-stream.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const resolvedAt = (version: number, url: string, era = 'modern') =>
  ({ policy: { version }, connector: { id: 'c' }, served: { url, verdict: { era } } }) as Resolved;

/** Lets everything run that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** One stream that the upstream was asked for. */
interface Asked extends Listening {
  readonly url: string;
  readonly end: () => void;
  readonly fail: () => void;
}

/** A watched upstream of which a test opens and ends the streams. */
function watched({ read = Promise.resolve(), era = 'modern' } = {}) {
  const asked: Asked[] = [];
  const reached: boolean[] = [];
  const said: unknown[] = [];
  const state = { isDatabaseAway: false, isDeaf: false, read };
  const parts: StandingParts = {
    targets: {
      of: async (_context, { served: { url } }) => {
        await state.read;
        if (state.isDatabaseAway) throw new Error('The database is away.');
        return { url, transport: 'streamable-http', headers: {} };
      },
    },
    upstreams: {
      listen: (_resolved, { url }, listening) =>
        new Promise((resolve, reject) => {
          const fail = () => reject(new Error('The stream broke off.'));
          listening.signal.addEventListener('abort', fail);
          asked.push({ ...listening, url, end: resolve, fail });
        }),
      ask: async (_resolved, _target, { message }) => {
        if (era === 'modern') throw new Error('Nobody asks a modern server to subscribe.');
        if (state.isDeaf) throw new Error('The connection broke.');
        said.push([message.method, message.params?.['uri']]);
        return { jsonrpc: '2.0', id: 0, result: {} };
      },
    },
    log: { info: () => undefined },
    reopenMs: 10,
    resultBytes: 1_000,
  };
  const stream = new StandingStream({ sessionKey: 's' } as Listener, resolvedAt(1, 'http://old', era), parts);
  const wanted = new Set(['note://one']);
  stream.join({
    uris: wanted,
    tasks: new Set(),
    lists: true,
    heard: () => undefined,
    reached: (wasAway) => void reached.push(wasAway),
  });
  return { stream, asked, reached, said, wanted, state };
}

describe('a connector that moved while its credential could not be read', () => {
  test('is listened to at its new address as soon as it can be read', async () => {
    const { stream, asked, state } = watched();
    await settled();
    asked[0]?.onOpen?.();
    state.isDatabaseAway = true;
    await stream.renew(resolvedAt(2, 'http://new'));
    await settled();
    state.isDatabaseAway = false;
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ url }) => url)).toEqual(['http://old', 'http://new']);
    stream.end();
  });

  test('is not listened to at the old one either when that was about to begin', async () => {
    const read = Promise.withResolvers<void>();
    const { stream, asked, state } = watched({ read: read.promise });
    state.read = Promise.resolve();
    await stream.renew(resolvedAt(2, 'http://new'));
    read.resolve();
    await settled();
    for (const { signal, onOpen } of asked) if (!signal.aborted) onOpen?.();
    await settled();
    expect(asked.filter(({ signal }) => !signal.aborted).map(({ url }) => url)).toEqual(['http://new']);
    stream.end();
  });
});

test('a server that could not be asked for a resource is asked again while that is wanted', async () => {
  const { stream, asked, said, wanted, state } = watched({ era: 'legacy' });
  await settled();
  state.isDeaf = true;
  wanted.add('note://two');
  asked[0]?.onOpen?.();
  await settled();
  expect(said).toEqual([]);
  state.isDeaf = false;
  wanted.delete('note://two');
  await vi.advanceTimersByTimeAsync(30_000);
  await settled();
  expect(said).toEqual([['resources/subscribe', 'note://one']]);
  stream.end();
});

describe('what may have been missed is asked for', () => {
  test('when a stream broke off before the one in its place was open', async () => {
    const { stream, asked, reached, wanted } = watched();
    await settled();
    asked[0]?.onOpen?.();
    await settled();
    expect(reached).toEqual([false]);
    wanted.add('note://two');
    stream.apply();
    await settled();
    asked[0]?.fail();
    await settled();
    asked[1]?.onOpen?.();
    await settled();
    expect(reached).toHaveLength(2);
    stream.end();
  });

  test('not when it ended because the one in its place was open', async () => {
    const { stream, asked, reached, wanted } = watched();
    await settled();
    asked[0]?.onOpen?.();
    await settled();
    wanted.add('note://two');
    stream.apply();
    await settled();
    asked[1]?.onOpen?.();
    await settled();
    expect(reached).toEqual([false]);
    stream.end();
  });
});

describe('an upstream that ends its stream', () => {
  /** Opens the newest stream, lets it live, and ends it. */
  async function live({ asked }: ReturnType<typeof watched>, milliseconds: number): Promise<void> {
    asked.at(-1)?.onOpen?.();
    await settled();
    vi.advanceTimersByTime(milliseconds);
    asked.at(-1)?.end();
    await settled();
  }

  test('was away once it was left alone for long', async () => {
    const upstream = watched();
    const { stream, asked, reached } = upstream;
    await settled();
    for (let time = 1; time <= 11; time += 1) {
      await live(upstream, 1);
      await vi.advanceTimersByTimeAsync(10 * 2 ** (time - 1));
      expect(asked).toHaveLength(time + 1);
    }
    asked.at(-1)?.onOpen?.();
    await settled();
    expect(reached.at(-1)).toBe(true);
    expect(reached.slice(0, -1)).not.toContain(true);
    stream.end();
  });

  test('that was a flood is left alone, however long it had been quiet', async () => {
    const { stream, asked } = watched();
    await settled();
    asked[0]?.onOpen?.();
    await settled();
    vi.advanceTimersByTime(120_000);
    const say = () => void asked[0]?.onNotification({ jsonrpc: '2.0', method: 'notifications/message' });
    expect(() => {
      for (let count = 0; count <= 500; count += 1) say();
    }).toThrow('more by itself than anybody can hear');
    asked[0]?.fail();
    await settled();
    await vi.advanceTimersByTimeAsync(299_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    stream.end();
  });
});
