import { Injectable } from '@nestjs/common';
import { memberOf } from '../../platform/mcp/json/json-value.js';
import { listText, pageSize, serverInfoOf, type ListMethod, type ListPage } from '../offerings/lists.js';
import { ask, askResource } from '../pipeline/decide.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { allowed, exposedText, OfferedDefinitions, type Offered } from './offered.js';
import { PageCursors, type Position } from './page-cursors.js';
import { ResourceOwners } from './resource-owners.js';
import { ToolSearch } from './tool-search.js';

/** Lists of everything a caller may use, over all connectors. */
@Injectable()
export class AggregatedLists {
  constructor(
    private readonly definitions: OfferedDefinitions,
    private readonly owners: ResourceOwners,
    private readonly cursors: PageCursors,
    private readonly search: ToolSearch,
  ) {}

  /** One page, or the two tools that stand for all of them where there are too many. */
  async page(turn: AddressedTurn, method: ListMethod): Promise<ListPage> {
    const { asked, policy, caller } = turn;
    const { kind } = method;
    const after = this.cursors.decode(turn, kind, memberOf(asked.request.params, 'cursor'));
    if (kind === 'tool' && this.search.isNeeded(policy, caller)) {
      const texts = this.search.definitions;
      return {
        text: listText(method, texts, undefined, asked, serverInfoOf(undefined)),
        count: texts.length,
      };
    }
    const rest = allowed(policy, caller, kind).filter(({ connector, offering }) =>
      isAfter({ slug: connector.slug, name: offering.name }, after),
    );
    const offered = await this.definitions.first(policy, rest, pageSize + 1);
    const shown = offered.slice(0, pageSize);
    const last = offered.length > pageSize ? shown.at(-1) : undefined;
    const next =
      last && this.cursors.encode(turn, kind, { slug: last.connector.slug, name: last.offering.name });
    const texts = (await this.#unambiguous(turn, shown)).map((one) => exposedText(one, asked.era));
    return { text: listText(method, texts, next, asked, serverInfoOf(undefined)), count: texts.length };
  }

  /** Leaves out what is not called by its connector's word and could be another connector's as well. */
  async #unambiguous({ policy, caller }: AddressedTurn, offered: readonly Offered[]): Promise<Offered[]> {
    const kept = await Promise.all(
      offered.map(async (one) => {
        const { kind, name } = one.offering;
        if (kind !== 'resource' && kind !== 'resource_template') return [one];
        const owners = await this.owners.of(policy, caller, name, (resolved, at) =>
          kind === 'resource'
            ? askResource(resolved, caller, at, name)
            : ask(resolved, caller, at, kind, name),
        );
        return owners.filter(({ isClaim }) => isClaim).length === 1 ? [one] : [];
      }),
    );
    return kept.flat();
  }
}

/** By code unit, as the lists are sorted. */
function isAfter({ slug, name }: Position, after: Position | undefined): boolean {
  return !after || slug > after.slug || (slug === after.slug && name > after.name);
}
