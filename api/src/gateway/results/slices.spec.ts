import { describe, expect, test } from 'vitest';
import { usualRules, type ResultRules } from '../../limits/result-rules.js';
import { Inspection } from './inspection.js';
import { slice } from './slices.js';

describe('a message that is made to be looked at for long', () => {
  const length = 4 * 1024 * 1024;
  const filled = (part: string) => part.repeat(length / part.length);
  const everything: ResultRules = {
    ...usualRules,
    redactSecrets: true,
    redactPersonalData: true,
    removeHidden: true,
    reportMarkers: true,
    listedHosts: ['acme.example'],
  };

  /** How often others had a turn while a message was looked at. */
  async function turnsDuring(content: unknown): Promise<number> {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await new Inspection(everything).pass({ result: { structuredContent: { content } } });
    isOver = true;
    return turns;
  }

  test.each<[string, unknown, number]>([
    ['one text of account numbers', filled('AB12 '), length / slice],
    ['one text of card numbers', filled('1111 '), length / slice],
    ['one text of addresses', filled('a@b.cc  '), 20],
    ['one text with a little of everything', `${filled('a')} a@b cst_ AB12 aa://b: -----BEGIN `, 6],
    ['short texts', Array(200_000).fill('aaaaaaaa'), 200_000 / (slice / 16) - 1],
    ['names', Object.fromEntries(Array.from({ length: 100_000 }, (_none, at) => [`n${at}`, 1])), 10],
    ['numbers', Array(200_000).fill(4_111_111_111_111), 200_000 / (slice / 16) - 1],
    ['empty lists', Array.from({ length: 200_000 }, () => []), 200_000 / (slice / 16) - 1],
  ])('leaves others their turns: %s', async (_what, content, turns) => {
    expect(await turnsDuring(content)).toBeGreaterThanOrEqual(turns);
  });

  test('what is no file is not tried as one in every way', async () => {
    const image = { type: 'image', data: `A${' '.repeat(400_000)}! ann@acme.example` };
    const passed = await new Inspection(everything).pass({ result: { content: [image] } });
    expect(JSON.stringify(passed)).toContain('[redacted: email]');
  });

  test('two at once do not get into each other', async () => {
    const [one, other] = ['4111 1111 1111 1111 ', 'ann@acme.example '].map((part) => part.repeat(30_000));
    const seen = await Promise.all(
      [one, other, one].map(async (text) => {
        const inspection = new Inspection(everything);
        await inspection.pass({ text });
        return inspection.details;
      }),
    );
    expect(seen).toEqual([{ redacted_card: 30_000 }, { redacted_email: 30_000 }, { redacted_card: 30_000 }]);
  });
});
