/** The names under which W3C Trace Context and Baggage travel, in headers and in `_meta` alike. */
export const traceFields = ['traceparent', 'tracestate', 'baggage'] as const;

/** Trace context in the words of the wire; every value was validated or made here. */
export type TraceFields = Readonly<Record<string, string>>;

/** Who asked, as a trace knows them. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  /** Two hexadecimal digits, of which the first bit says that the caller records. */
  readonly flags: string;
  readonly state?: string;
}

/** What a caller says of the trace that a request belongs to. */
export interface TraceContext {
  readonly parent?: TraceParent;
  readonly baggage?: string;
}

const parentForm = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = /^0+$/;
const simpleKey = '[a-z][a-z0-9_\\-*/]{0,255}';
const tenantKey = '[a-z0-9][a-z0-9_\\-*/]{0,240}@[a-z][a-z0-9_\\-*/]{0,13}';
const stateMember = new RegExp(`^(?:${simpleKey}|${tenantKey})=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{1,256}$`);
const baggageMember = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e;= \t]*$/;
const limits = { state: 512, stateMembers: 32, baggage: 8192, baggageMembers: 64 };

/**
 * Reads trace context out of headers or `_meta`. Whatever does not have its form is as if it had not been said, and of
 * the baggage only the named keys are kept: it may hold what a caller tells its own services and nobody else.
 */
export function readTraceContext(
  fields: Readonly<Record<string, unknown>>,
  passedBaggage: readonly string[] = [],
): TraceContext {
  const parent = parentOf(fields['traceparent'], fields['tracestate']);
  const baggage = passedBaggage.length === 0 ? undefined : baggageOf(fields['baggage'], passedBaggage);
  return { ...(parent ? { parent } : {}), ...(baggage === undefined ? {} : { baggage }) };
}

/** Trace context as it is sent on. */
export function writeTraceContext({ parent, baggage }: TraceContext): TraceFields {
  return {
    ...(parent ? { traceparent: `00-${parent.traceId}-${parent.spanId}-${parent.flags}` } : {}),
    ...(parent?.state === undefined ? {} : { tracestate: parent.state }),
    ...(baggage === undefined ? {} : { baggage }),
  };
}

function parentOf(value: unknown, state: unknown): TraceParent | undefined {
  const match = typeof value === 'string' ? parentForm.exec(value) : null;
  if (!match) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', more] = match;
  // Later versions may say more than the one that is known here; what is known of them counts.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (zeros.test(traceId) || zeros.test(spanId)) return undefined;
  const kept = stateOf(state);
  return {
    traceId,
    spanId,
    flags: version === '00' ? flags : (Number.parseInt(flags, 16) & 1).toString(16).padStart(2, '0'),
    ...(kept === undefined ? {} : { state: kept }),
  };
}

function stateOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > limits.state) return undefined;
  const members = membersOf(value);
  const isValid = members.length <= limits.stateMembers && members.every((one) => stateMember.test(one));
  return isValid && members.length > 0 ? members.join(',') : undefined;
}

function baggageOf(value: unknown, passed: readonly string[]): string | undefined {
  if (typeof value !== 'string' || value.length > limits.baggage) return undefined;
  const kept = membersOf(value)
    .slice(0, limits.baggageMembers)
    .filter((one) => passed.includes(baggageMember.exec(one)?.[1] ?? ''));
  return kept.length === 0 ? undefined : kept.join(',');
}

function membersOf(list: string): string[] {
  return list
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
}
