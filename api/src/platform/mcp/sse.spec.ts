import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSseEvent, SSE_KEEP_ALIVE, SseParser, type SseEvent } from './sse.js';

const read = (text: string, parser = new SseParser()) => parser.push(Buffer.from(text, 'utf8'));

describe('an event stream', () => {
  it.each<[string, string, SseEvent[]]>([
    ['a message', 'data: {"a":1}\n\n', [{ event: 'message', data: '{"a":1}' }]],
    ['a named event', 'event: endpoint\ndata: /messages\n\n', [{ event: 'endpoint', data: '/messages' }]],
    ['several lines', 'data: a\ndata:b\ndata\n\n', [{ event: 'message', data: 'a\nb\n' }]],
    [
      'carriage returns',
      'data: a\r\rdata: b\r\n\r\n',
      [
        { event: 'message', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    ],
    ['comments', ': hello\ndata: a\n:\n\n', [{ event: 'message', data: 'a' }]],
    [
      'an id and a time to wait',
      'id: 7\nretry: 50\ndata:\n\n',
      [{ event: 'message', data: '', id: '7', retry: 50 }],
    ],
    ['a time that is none', 'retry: soon\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['an id that is none', 'id: a\0b\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['unknown fields', 'colour: red\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['a byte order mark', '\ufeffdata: a\n\n', [{ event: 'message', data: 'a' }]],
    ['empty lines', '\n\n\n', []],
    ['an event without an end', 'data: a\n', []],
  ])('is read: %s', (_, text, events) => {
    expect(read(text)).toEqual(events);
  });

  it('says the same however it is cut into pieces', () => {
    const event = fc.record({
      event: fc.constantFrom('message', 'endpoint'),
      data: fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\r', '')),
      id: fc.stringMatching(/^[a-z0-9]{1,5}$/),
    });
    fc.assert(
      fc.property(
        fc.array(event),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        fc.boolean(),
        (events, cuts, crlf) => {
          const text = events.map((one) => formatSseEvent(one) + SSE_KEEP_ALIVE).join('');
          const bytes = Buffer.from(crlf ? text.replaceAll('\n', '\r\n') : text, 'utf8');
          const parser = new SseParser();
          const found: SseEvent[] = [];
          for (let at = 0; at < bytes.length;) {
            const end = at + (cuts.next().value ?? 1);
            found.push(...parser.push(bytes.subarray(at, end)));
            at = end;
          }
          expect(found).toEqual(events);
        },
      ),
    );
  });

  it('is refused when one event grows too large, in however many lines', () => {
    const parser = new SseParser({ maxEventLength: 100 });
    expect(read(`data: ${'x'.repeat(80)}\n\n`, parser)).toHaveLength(1);
    expect(() => read('data: xxxxxxxxxx\n'.repeat(10), parser)).toThrow(
      expect.objectContaining({ code: 'event_too_large' }),
    );
    const endless = new SseParser({ maxEventLength: 100 });
    expect(() => read('x'.repeat(101), endless)).toThrow(
      expect.objectContaining({ code: 'event_too_large' }),
    );
  });

  it('may be kept alive for ever', () => {
    const parser = new SseParser({ maxEventLength: 100 });
    expect(read(': keep-alive\n'.repeat(1_000), parser)).toEqual([]);
    expect(read('data: a\n\n', parser)).toHaveLength(1);
  });

  it('is refused when it is not UTF-8', () => {
    const parser = new SseParser();
    expect(() => parser.push(Buffer.from([0xff]))).toThrow(expect.objectContaining({ code: 'invalid_utf8' }));
  });

  it('cannot be forged by what is written into it', () => {
    const event = { event: 'a\ndata: forged', data: 'x\r\nid: 9\rretry: 1', id: '1\n\ndata: forged' };
    expect(read(formatSseEvent(event))).toEqual([
      { event: 'adata: forged', data: 'x\nid: 9\nretry: 1', id: '1data: forged' },
    ]);
  });
});
