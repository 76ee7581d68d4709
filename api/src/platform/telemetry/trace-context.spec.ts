import { describe, expect, it } from 'vitest';
import { readTraceContext, writeTraceContext } from './trace-context.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

describe('trace context', () => {
  it('is sent on as it came', () => {
    const given = { traceparent, tracestate: 'vendor=a1, tenant@system=b2' };
    const context = readTraceContext(given);
    expect(context.parent).toMatchObject({ traceId, spanId, flags: '01' });
    expect(writeTraceContext(context)).toEqual({ traceparent, tracestate: 'vendor=a1,tenant@system=b2' });
  });

  it.each([
    ['nothing', undefined],
    ['no text', 7],
    ['two of them', `${traceparent}, ${traceparent}`],
    ['capitals', traceparent.toUpperCase()],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['the version that is none', `ff-${traceId}-${spanId}-01`],
    ['more than its version has', `${traceparent}-more`],
    ['a line break', `${traceparent}\r\nset-cookie: a=b`],
  ])('is not there for %s', (_what, value) => {
    expect(readTraceContext({ traceparent: value, tracestate: 'a=b' })).toEqual({});
  });

  it('of a later version counts as far as it is known', () => {
    const context = readTraceContext({ traceparent: `cc-${traceId}-${spanId}-ff-what-comes` });
    expect(writeTraceContext(context)).toEqual({ traceparent });
  });

  it.each([
    ['no key', '=a'],
    ['a control character', 'a=b\u0007'],
    ['too many members', Array.from({ length: 33 }, (_, at) => `k${at}=1`).join(',')],
    ['too long a text', `a=${'b'.repeat(255)},c=${'d'.repeat(255)}`],
  ])('loses a state with %s, and nothing else', (_what, tracestate) => {
    expect(writeTraceContext(readTraceContext({ traceparent, tracestate }))).toEqual({ traceparent });
  });
});

describe('baggage', () => {
  const baggage = 'tenant=acme;public, user=ann@example.com ,region=eu';

  it('stays here unless its key is named', () => {
    expect(readTraceContext({ traceparent, baggage }).baggage).toBeUndefined();
    expect(readTraceContext({ baggage }, ['region', 'tenant']).baggage).toBe('tenant=acme;public,region=eu');
    expect(readTraceContext({ baggage: 'ten\u0000ant=a' }, ['tenant']).baggage).toBeUndefined();
    expect(readTraceContext({ baggage: `tenant=${'a'.repeat(9000)}` }, ['tenant']).baggage).toBeUndefined();
  });
});
