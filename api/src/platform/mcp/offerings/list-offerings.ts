import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isJsonObject, memberOf, type JsonObject } from '../json/json-value.js';
import { errorCodes, isFailure } from '../jsonrpc.js';
import { cancelled, McpUpstreamError } from '../upstream-error.js';
import { mostAbleClient } from '../upstream/client-info.js';
import { hostOf, violation } from '../upstream/refusals.js';
import type { EraVerdict, OnStep, UpstreamTarget } from '../upstream/target.js';
import type { UpstreamClient } from '../upstream/upstream-client.js';
import { checkOffering, offeringName, refuse, withoutDuplicates } from './check-offering.js';
import {
  defaultOfferingLimits,
  type FoundOfferings,
  type OfferingLimits,
  type RawOffering,
  type RawOfferingKind,
  type RefusedOffering,
} from './raw-offering.js';

/** How a scan is run. */
export interface ListOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: OnStep;
  readonly limits?: Partial<OfferingLimits>;
}

interface List {
  readonly kind: RawOfferingKind;
  readonly method: string;
  /** Member of the result that holds the items. */
  readonly member: string;
}

const steps = [
  { name: 'tools', capability: 'tools', lists: [{ kind: 'tool', method: 'tools/list', member: 'tools' }] },
  {
    name: 'resources',
    capability: 'resources',
    lists: [
      { kind: 'resource', method: 'resources/list', member: 'resources' },
      { kind: 'resource_template', method: 'resources/templates/list', member: 'resourceTemplates' },
    ],
  },
  {
    name: 'prompts',
    capability: 'prompts',
    lists: [{ kind: 'prompt', method: 'prompts/list', member: 'prompts' }],
  },
] as const;

/** Lists everything a server offers to whoever holds the target's credential, and refuses what cannot be used. */
export async function listOfferings(
  client: UpstreamClient,
  target: UpstreamTarget,
  verdict: EraVerdict,
  options: ListOptions = {},
): Promise<FoundOfferings> {
  const sessionKey = `scan:${randomUUID()}`;
  const limits = { ...defaultOfferingLimits, ...options.limits };
  const lister = new Lister(client, target, verdict, sessionKey, limits, options.signal);
  const report = options.onStep ?? (() => undefined);
  try {
    for (const { name, capability, lists } of steps) {
      if (!memberOf(verdict.capabilities, capability)) {
        report({ name, status: 'done', detail: 'not offered' });
        continue;
      }
      await inStep(name, report, async () => {
        const before = lister.items.length;
        for (const list of lists) await lister.list(list);
        return `${lister.items.length - before} found`;
      });
    }
    return await inStep('check', report, () => check(lister.items, verdict, limits, options.signal));
  } finally {
    await client.closeSession(sessionKey);
  }
}

async function inStep<Result>(
  name: Parameters<OnStep>[0]['name'],
  report: OnStep,
  work: () => Promise<Result>,
): Promise<Result> {
  report({ name, status: 'running' });
  try {
    const result = await work();
    report({ name, status: 'done', ...(typeof result === 'string' ? { detail: result } : {}) });
    return result;
  } catch (error) {
    report({ name, status: 'failed' });
    throw error;
  }
}

interface Item {
  readonly kind: RawOfferingKind;
  readonly definition: unknown;
}

/** Follows the pages of every list, within limits that hold for all lists together. */
class Lister {
  readonly items: Item[] = [];
  #bytes = 0;
  #pages = 0;

  constructor(
    private readonly client: UpstreamClient,
    private readonly target: UpstreamTarget,
    private readonly verdict: EraVerdict,
    private readonly sessionKey: string,
    private readonly limits: OfferingLimits,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async list(list: List): Promise<void> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const result = await this.#page(list, cursor);
      if (!result) return;
      this.#take(list, result);
      const next = memberOf(result, 'nextCursor') ?? undefined;
      if (next !== undefined && typeof next !== 'string')
        throw violation(this.target, 'named a next page in a way that cannot be followed');
      // An empty text is a cursor like any other.
      if (next !== undefined && seen.has(next)) throw this.#endless(list, 'the same page comes again');
      if (next !== undefined) seen.add(next);
      cursor = next;
    } while (cursor !== undefined);
  }

  async #page({ method }: List, cursor: string | undefined): Promise<JsonObject | undefined> {
    if (++this.#pages > this.limits.maxPages)
      throw this.#endless({ method }, `there are more than ${this.limits.maxPages} pages`);
    const response = await this.client.exchange(this.target, this.verdict, {
      message: { jsonrpc: '2.0', id: 0, method, params: cursor === undefined ? {} : { cursor } },
      sessionKey: this.sessionKey,
      clientCapabilities: mostAbleClient,
      maxBytes: this.limits.maxBytes,
      maxDepth: this.limits.maxAnswerDepth,
      ...(this.signal ? { signal: this.signal } : {}),
    });
    if (!isFailure(response)) return response.result;
    // A capability covers several lists, and servers leave out those that would be empty.
    if (response.error.code === errorCodes.methodNotFound) return undefined;
    throw new McpUpstreamError(
      'refused_by_server',
      `${hostOf(this.target)} refused ${method} (error ${response.error.code}).`,
      "Look at the server's own log for the reason, then scan again.",
    );
  }

  #take({ kind, member, method }: List, result: JsonObject): void {
    const page = memberOf(result, member);
    if (!Array.isArray(page)) throw violation(this.target, `answered ${method} without a list`);
    if (this.items.length + page.length > this.limits.maxOfferings) {
      throw new McpUpstreamError(
        'too_many_offerings',
        `${hostOf(this.target)} offers more than ${this.limits.maxOfferings.toLocaleString('en')} tools, resources and prompts, which nobody could review.`,
        'Have the server offer fewer, or split it into several servers.',
      );
    }
    for (const definition of page as unknown[]) {
      this.#bytes += Buffer.byteLength(JSON.stringify(definition));
      this.items.push({ kind, definition });
    }
    if (this.#bytes > this.limits.maxBytes) {
      throw new McpUpstreamError(
        'answer_too_large',
        `The definitions of ${hostOf(this.target)} are together larger than ${this.limits.maxBytes / 1_048_576} MB.`,
        'Shorten the descriptions and schemas on the server, or split it into several servers.',
      );
    }
  }

  #endless({ method }: Pick<List, 'method'>, why: string): McpUpstreamError {
    return new McpUpstreamError(
      'endless_pagination',
      `${hostOf(this.target)} does not come to an end with ${method}: ${why}.`,
      'Report this to whoever runs the server: each cursor must lead to another page, and the last page to none.',
    );
  }
}

async function check(
  items: readonly Item[],
  verdict: EraVerdict,
  limits: OfferingLimits,
  signal: AbortSignal | undefined,
): Promise<FoundOfferings> {
  const refused: RefusedOffering[] = [];
  const named: RawOffering[] = [];
  for (const { kind, definition } of items) {
    const name = isJsonObject(definition) ? offeringName(kind, definition) : undefined;
    if (name !== undefined && isJsonObject(definition)) named.push({ kind, name, definition });
    else
      refused.push(
        refuse(kind, '', {
          code: 'invalid_definition',
          explanation: 'It has no name. Name it on the server.',
        }),
      );
  }
  if (verdict.instructions) {
    const definition = { instructions: verdict.instructions };
    named.push({ kind: 'instructions', name: 'instructions', definition });
  }
  const { unique, refused: duplicates } = withoutDuplicates(named);
  refused.push(...duplicates);
  const offerings: RawOffering[] = [];
  for (const offering of unique) {
    const problem = checkOffering(offering, limits);
    if (problem) refused.push(refuse(offering.kind, offering.name, problem));
    else offerings.push(offering);
    // Schemas take long to compile: others must get their turn in between.
    await setImmediate();
    if (signal?.aborted) throw cancelled(signal.reason);
  }
  return { offerings, refused };
}
