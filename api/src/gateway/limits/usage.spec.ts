import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubjectLimits } from '../../kernel/limits.js';
import { burstOf } from './subject-use.js';
import { Usage, type Learned, type Subject, type Told } from './usage.js';

const start = 1_000_000;

function subject(limits: SubjectLimits, id = 'ann'): Subject {
  return { organizationId: 'acme', kind: 'member', id, name: id, limits };
}

/** How many requests get through before one is refused. */
function admitted(usage: Usage, one: Subject, now: number, attempts = 1_000): number {
  let count = 0;
  while (count < attempts && !usage.problem([one], 'notify', now) && !usage.problem([one], 'request', now)) {
    usage.request([one], now);
    count += 1;
  }
  return count;
}

/** What the database does with what replicas tell it. */
class SharedBuckets {
  readonly #buckets = new Map<string, { requests: number; bytes: number; at: number }>();
  readonly #holds = new Map<string, Map<string, Told>>();

  exchange(replica: string, usage: Usage, replicas: number, now: number): void {
    const told = usage.handOver(now);
    usage.learn(
      told.map((each) => this.#add(replica, each, now)),
      replicas,
      now,
    );
  }

  #add(replica: string, told: Told, now: number): Learned {
    const { id, limits } = told;
    const known = this.#buckets.get(id) ?? { requests: 0, bytes: 0, at: now };
    const minutes = (now - known.at) / 60_000;
    const bucket = {
      requests: Math.max(0, known.requests - minutes * (limits.requestsPerMinute ?? 0)) + told.requests,
      bytes: Math.max(0, known.bytes - minutes * (limits.bytesPerMinute ?? 0)) + told.bytes,
      at: now,
    };
    this.#buckets.set(id, bucket);
    const holds = this.#holds.get(id) ?? new Map<string, Told>();
    this.#holds.set(id, holds.set(replica, told));
    const others = [...holds].filter(([each]) => each !== replica).map(([, each]) => each);
    return {
      id,
      ...bucket,
      othersRequests: others.reduce((sum, { concurrent }) => sum + concurrent, 0),
      othersStreams: others.reduce((sum, { streams }) => sum + streams, 0),
    };
  }
}

describe('a limit by the minute', () => {
  const one = subject({ requestsPerMinute: 120 });

  test('lets a burst through, then as much as time brings', () => {
    const usage = new Usage(start);
    expect(admitted(usage, one, start)).toBe(burstOf(120));
    expect(admitted(usage, one, start + 5_000)).toBe(10);
    expect(admitted(usage, one, start + 600_000)).toBe(burstOf(120));
  });

  test('says when there is room again, and keeps its word', () => {
    const usage = new Usage(start);
    const slow = subject({ requestsPerMinute: 2 });
    expect(admitted(usage, slow, start)).toBe(2);
    const found = usage.problem([slow], 'request', start);
    expect(found?.reached).toEqual({ quantity: 'requestsPerMinute', allowed: 2, retryAfterSeconds: 30 });
    expect(usage.problem([slow], 'request', start + 29_000)).toBeDefined();
    expect(usage.problem([slow], 'request', start + 30_000)).toBeUndefined();
  });

  test('keeps as much again for what ends something', () => {
    const usage = new Usage(start);
    admitted(usage, one, start);
    expect(usage.problem([one], 'request', start)).toBeDefined();
    expect(usage.problem([one], 'notify', start)).toBeUndefined();
  });

  test('waits for what was more than expected', () => {
    const usage = new Usage(start);
    const bytes = subject({ bytesPerMinute: 6_000 });
    expect(usage.problem([bytes], 'request', start)).toBeUndefined();
    usage.transferred([bytes], 6_000, start);
    expect(usage.problem([bytes], 'request', start)?.reached).toMatchObject({ retryAfterSeconds: 45 });
    expect(usage.problem([bytes], 'request', start + 45_001)).toBeUndefined();
  });

  test('gives no credit for the time an answer took', () => {
    const usage = new Usage(start);
    const bytes = subject({ bytesPerMinute: 6_000 });
    expect(usage.problem([bytes], 'request', start)).toBeUndefined();
    usage.transferred([bytes], 6_000, start + 120_000);
    expect(usage.problem([bytes], 'request', start + 120_000)?.reached).toMatchObject({
      retryAfterSeconds: 45,
    });
  });
});

test('one who uses everything leaves the others theirs', () => {
  const usage = new Usage(start);
  admitted(usage, subject({ requestsPerMinute: 20 }, 'ann'), start);
  expect(admitted(usage, subject({ requestsPerMinute: 20 }, 'bob'), start)).toBe(burstOf(20));
});

describe('places', () => {
  const one = subject({ concurrentRequests: 2, openStreams: 1 });

  test('are taken and given back', () => {
    const usage = new Usage(start);
    usage.hold([one], 'concurrentRequests', 1, start);
    expect(usage.problem([one], 'request', start)).toBeUndefined();
    usage.hold([one], 'concurrentRequests', 1, start);
    expect(usage.problem([one], 'request', start)?.reached).toMatchObject({ quantity: 'concurrentRequests' });
    expect(usage.problem([one], 'listen', start)).toBeUndefined();
    usage.hold([one], 'concurrentRequests', -1, start);
    expect(usage.problem([one], 'request', start)).toBeUndefined();
  });

  test('are not taken by what only arrives, of which as much again may wait', () => {
    const usage = new Usage(start);
    for (let places = 0; places < 4; places += 1) {
      expect(usage.problem([one], 'arrive', start)).toBeUndefined();
      usage.hold([one], 'arriving', 1, start);
    }
    expect(usage.problem([one], 'arrive', start)).toBeDefined();
    expect(usage.problem([one], 'request', start)).toBeUndefined();
  });

  test('that other replicas hold are known after an exchange, and free after another', () => {
    const shared = new SharedBuckets();
    const [here, there] = [new Usage(start), new Usage(start)];
    there.hold([one], 'openStreams', 1, start);
    expect(here.problem([one], 'listen', start)).toBeUndefined();
    shared.exchange('there', there, 2, start);
    shared.exchange('here', here, 2, start);
    expect(here.problem([one], 'listen', start)).toBeDefined();
    there.hold([one], 'openStreams', -1, start);
    shared.exchange('there', there, 2, start);
    shared.exchange('here', here, 2, start);
    expect(here.problem([one], 'listen', start)).toBeUndefined();
  });
});

describe('several replicas', () => {
  const one = subject({ requestsPerMinute: 600 });

  test('together let through no more than one burst each too much, however calls fall on them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 200 })), { minLength: 1, maxLength: 60 }),
        (replicas, load) => {
          const shared = new SharedBuckets();
          const usages = Array.from({ length: replicas }, () => new Usage(start));
          let total = 0;
          load.forEach(([at, attempts], second) => {
            const now = start + second * 1_000;
            const usage = usages[at % replicas];
            if (usage) total += admitted(usage, one, now, attempts);
            usages.forEach((each, index) => shared.exchange(String(index), each, replicas, now));
          });
          expect(total).toBeLessThanOrEqual(10 * load.length + replicas * burstOf(600));
        },
      ),
    );
  });

  test('that all admit at once in the second they know nothing of make up for it afterwards', () => {
    const shared = new SharedBuckets();
    const usages = Array.from({ length: 4 }, () => new Usage(start));
    const burst = usages.reduce((sum, usage) => sum + admitted(usage, one, start), 0);
    expect(burst).toBe(4 * burstOf(600));
    for (let round = 0; round < 2; round += 1) {
      usages.forEach((usage, index) => {
        usage.problem([one], 'request', start);
        shared.exchange(String(index), usage, 4, start);
      });
    }
    // Three bursts too many take 45 seconds at ten a second; until then nobody gets anything.
    usages.forEach((usage, index) => shared.exchange(String(index), usage, 4, start + 44_000));
    expect(usages.map((usage) => admitted(usage, one, start + 44_000))).toEqual([0, 0, 0, 0]);
    expect(admitted(usages[0] as Usage, one, start + 46_050)).toBe(10);
  });

  test('that cannot hear one another keep to their share', () => {
    const shared = new SharedBuckets();
    const usage = new Usage(start);
    const held = subject({ concurrentRequests: 8 }, 'bob');
    shared.exchange('this', usage, 4, start);
    expect(usage.problem([held], 'request', start + 6_000)).toBeUndefined();
    expect(admitted(usage, one, start + 6_000)).toBe(Math.floor(burstOf(600) / 4));
    for (let places = 0; places < 2; places += 1) usage.hold([held], 'concurrentRequests', 1, start + 6_000);
    expect(usage.problem([held], 'request', start + 6_000)).toBeDefined();
    shared.exchange('this', usage, 4, start + 7_000);
    expect(usage.problem([held], 'request', start + 7_000)).toBeUndefined();
  });

  test('tell again what nobody heard', () => {
    const usage = new Usage(start);
    usage.request([one], start);
    const told = usage.handOver(start);
    usage.takeBack(told);
    usage.request([one], start);
    expect(usage.handOver(start)).toMatchObject([{ id: 'ann', requests: 2 }]);
    expect(usage.handOver(start)).toEqual([]);
  });

  test('forget whom nobody uses', () => {
    const usage = new Usage(start);
    usage.request([one], start);
    usage.handOver(start);
    usage.learn([{ id: 'ann', requests: 1, bytes: 0, othersRequests: 0, othersStreams: 7 }], 2, start);
    usage.handOver(start + 60_000);
    expect(usage.problem([subject({ openStreams: 7 })], 'listen', start + 60_000)).toBeUndefined();
  });
});
