import type { LimitQuantity } from '../graphql/generated/schema';
import { limitWords } from '../limits/limit-words';

/** A limit that a request was refused at, in words, and where it can be changed. */
export interface ReachedLimit {
  readonly words: string;
  /** How many more were refused at it in the same minute; each has no event of its own. */
  readonly counted: number | undefined;
  readonly link: readonly string[] | undefined;
  readonly queryParams: Readonly<Record<string, string>>;
}

const quantities: Readonly<Record<string, LimitQuantity>> = {
  requestsPerMinute: 'REQUESTS_PER_MINUTE',
  concurrentRequests: 'CONCURRENT_REQUESTS',
  openStreams: 'OPEN_STREAMS',
  bytesPerMinute: 'BYTES_PER_MINUTE',
};

const subjects: Readonly<Record<string, string>> = {
  token: $localize`for this token`,
  member: $localize`for this member, with all tokens together`,
  tool: $localize`for this tool, resource or prompt, for everyone together`,
  connector: $localize`for the connector, for everyone together`,
  organization: $localize`for the whole organization`,
};

/** The limit that an event was refused at; nothing when it was refused for something else. */
export function reachedLimitOf(details: unknown, slug: string | undefined): ReachedLimit | undefined {
  const { code, limit, limitOf, limitOfId, allowed, counted } = (details ?? {}) as Record<string, unknown>;
  const quantity = quantities[String(limit)];
  const subject = subjects[String(limitOf)];
  if (code !== 'limit_reached' || !quantity || !subject || typeof allowed !== 'number') return undefined;
  const ofConnector = limitOf === 'tool' || limitOf === 'connector';
  const isTool = limitOf === 'tool' && typeof limitOfId === 'string';
  return {
    words: `${limitWords(quantity, allowed)} ${subject}`,
    counted: typeof counted === 'number' ? counted : undefined,
    link: !ofConnector
      ? ['/settings']
      : slug === undefined
        ? undefined
        : ['/connectors', slug, isTool ? 'tools' : 'limits'],
    queryParams: isTool && slug !== undefined ? { offering: limitOfId, view: 'limits' } : {},
  };
}
