import { Inject, Injectable } from '@nestjs/common';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { memberOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { CompiledPolicy } from '../../policies/policy.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { allowed, exposedText, OfferedDefinitions } from './offered.js';
import { mostFound, ownTools, usuallyFound } from './own-tools.js';
import { ToolSearchRepository } from './tool-search.repository.js';

/** Rows of the ranking that are held against the policy at a time. */
const batch = 500;

/** More words do not make a better question. */
const mostWords = 32;

/** Lets a model look for tools where there are too many to list. */
@Injectable()
export class ToolSearch {
  /** The tools that are listed instead of all, as JSON texts that every era takes. */
  readonly definitions = [...ownTools.values()].map((tool) => tool.jsonFor('legacy'));

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
    const connectorIds = [...new Set([...usable.values()].map(({ connector }) => connector.id))];
    const best = await this.unitOfWork.read(caller.context, async (work) => {
      const found: NonNullable<ReturnType<typeof usable.get>>[] = [];
      for (let offset = 0; found.length < limit; offset += batch) {
        const ids = await this.repository.find(work, { words, connectorIds, limit: batch, offset });
        // Everything that is found is held against the policy: nothing is told of what the caller may not use.
        found.push(...ids.flatMap((id) => usable.get(id) ?? []));
        if (ids.length < batch) break;
      }
      return found.slice(0, limit);
    });
    const offered = await this.offered.of(policy, best);
    return offered.map((one) => JSON.parse(exposedText(one, asked.era)) as JsonObject);
  }
}

/** The words of a question; what joins words in names separates them here. */
function wordsOf(query: string): string[] {
  const apart = query.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return (apart.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, mostWords);
}
