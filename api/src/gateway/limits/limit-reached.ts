import type { LimitQuantity } from '../../kernel/limits.js';
import { secondsInWords } from '../../kernel/seconds.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import type { Reached } from './subject-use.js';
import type { Subject } from './usage.js';

/** A request that is one too many: names which limit, whose, and when there is room again. */
export class LimitReached extends GatewayRefusal {
  /** In words for the model and for the person behind it. */
  readonly sentences: readonly string[];
  /** What the audit trail says of it. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    readonly subject: Subject,
    readonly reached: Reached,
  ) {
    const { quantity, allowed, retryAfterSeconds } = reached;
    const sentences = [
      `Too many requests: the limit of ${amount(quantity, allowed)} for ${whose(subject)} is reached.`,
      `Try again in ${secondsInWords(retryAfterSeconds)}; if this is too little for your work, ask an admin of your organization.`,
    ];
    const data = { limit: quantity, of: subject.kind, allowed, retryAfterSeconds };
    super(
      'limit_reached',
      429,
      { code: errorCodes.serverError, message: sentences.join(' '), data },
      { 'retry-after': String(retryAfterSeconds) },
    );
    this.sentences = sentences;
    this.facts = { limit: quantity, limitOf: subject.kind, limitOfId: subject.id, allowed };
  }
}

function whose({ kind, name }: Subject): string {
  switch (kind) {
    case 'token':
      return `your token "${name}"`;
    case 'member':
      return 'you, with all your tokens together,';
    case 'tool':
      return `"${name}", for everyone together,`;
    case 'connector':
      return `${name}, for everyone together,`;
    case 'organization':
      return 'your organization';
  }
}

function amount(quantity: LimitQuantity, allowed: number): string {
  const number = allowed.toLocaleString('en');
  switch (quantity) {
    case 'requestsPerMinute':
      return allowed === 1 ? 'one request a minute' : `${number} requests a minute`;
    case 'concurrentRequests':
      return allowed === 1 ? 'one request at a time' : `${number} requests at once`;
    case 'openStreams':
      return allowed === 1 ? 'one open stream' : `${number} open streams`;
    case 'bytesPerMinute':
      return allowed === 1 ? 'one byte a minute' : `${number} bytes a minute`;
  }
}
