import { Inject, Injectable } from '@nestjs/common';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { memberOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { tookTooLong } from '../../platform/database/constraint.js';
import type { CompiledPolicy } from '../../policies/policy.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Caller } from '../pipeline/authenticate.js';
import { refuseForNow, type GatewayRefusal } from '../pipeline/gateway-refusal.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { allowed, exposedText, OfferedDefinitions } from './offered.js';
import { mostFound, ownTools, usuallyFound } from './own-tools.js';
import { ToolSearchRepository, type ToolQuery } from './tool-search.repository.js';

/** More words do not make a better question. */
const mostWords = 32;

/** Searches of one organization at once in this process: each holds a connection to the database that others need. */
const mostAtOnce = 4;

/** Lets a model look for tools where there are too many to list. */
@Injectable()
export class ToolSearch {
  /** The tools that are listed instead of all, as JSON texts that every era takes. */
  readonly definitions = [...ownTools.values()].map((tool) => tool.jsonFor('legacy'));
  readonly #under = new Map<string, number>();

  constructor(
    private readonly repository: ToolSearchRepository,
    private readonly offered: OfferedDefinitions,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  /** Whether a caller may use more tools than are listed one by one. */
  isNeeded(policy: CompiledPolicy, caller: Caller): boolean {
    return allowed(policy, caller, 'tool').length > this.limits.toolsListed;
  }

  /** The best matches among what the caller may use, with their whole definitions. */
  async find({ policy, caller, asked }: AddressedTurn, args: unknown): Promise<JsonObject[]> {
    const words = wordsOf(textOf(args, 'query') ?? '');
    const slug = textOf(args, 'connector');
    const limit = Math.min(Number(memberOf(args, 'limit') ?? usuallyFound), mostFound);
    const usable = new Map(
      allowed(policy, caller, 'tool')
        .filter(({ connector }) => slug === undefined || connector.slug === slug)
        .map((tool) => [tool.offering.id, tool]),
    );
    if (words.length === 0 || usable.size === 0) return [];
    const ids = await this.#ranked(caller, { words, offeringIds: [...usable.keys()], limit });
    const best = ids.flatMap((id) => usable.get(id) ?? []);
    const offered = await this.offered.of(policy, best);
    return offered.map((one) => JSON.parse(exposedText(one, asked.era)) as JsonObject);
  }

  /** Searches among what the policy allows alone: nothing is told of the rest, and none of it is ranked. */
  async #ranked({ context }: Caller, query: Omit<ToolQuery, 'withinMs'>): Promise<string[]> {
    const { organizationId } = context;
    const underWay = this.#under.get(organizationId) ?? 0;
    if (underWay >= mostAtOnce) throw searchBusy('Too many searches are under way in your organization.');
    this.#under.set(organizationId, underWay + 1);
    try {
      return await this.unitOfWork.read(context, (work) =>
        this.repository.find(work, { ...query, withinMs: this.limits.searchMs }),
      );
    } catch (error) {
      throw tookTooLong(error) ? searchBusy('The search took too long.') : error;
    } finally {
      const left = (this.#under.get(organizationId) ?? 1) - 1;
      if (left > 0) this.#under.set(organizationId, left);
      else this.#under.delete(organizationId);
    }
  }
}

function searchBusy(what: string): GatewayRefusal {
  return refuseForNow(
    'search_busy',
    503,
    `${what} Try again in a moment, with fewer words or with the name of a connector.`,
  );
}

/** The words of a question; what joins words in names separates them here. */
function wordsOf(query: string): string[] {
  const apart = query.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const words = (apart.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.toLowerCase());
  return [...new Set(words)].filter((word) => word !== 'or').slice(0, mostWords);
}
