import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { Page, PageRequest } from '../../kernel/cursor.js';
import { Refusal } from '../../kernel/refusal.js';

/** The most rows one page may hold. */
export const maximumPageSize = 100;

@ObjectType('PageInfo')
export class PageInfoType {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  readonly endCursor!: string | null;
}

/** A connection as resolvers return it. */
export interface Connection<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: PageInfoType;
}

/** Makes the connection type of a list: `edges { cursor node }` and `pageInfo`. */
export function connectionOf<Node extends object>(
  name: string,
  node: () => Type<Node>,
): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => String)
    readonly cursor!: string;

    @Field(node)
    readonly node!: Node;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType implements Connection<Node> {
    @Field(() => [Edge])
    readonly edges!: Edge[];

    @Field(() => PageInfoType)
    readonly pageInfo!: PageInfoType;
  }
  return ConnectionType;
}

/** Turns a page of domain objects into a connection of schema objects. */
export function toConnection<Item, Node>(page: Page<Item>, nodeOf: (item: Item) => Node): Connection<Node> {
  return {
    edges: page.items.map((item, index) => ({ cursor: page.cursors[index]!, node: nodeOf(item) })),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.cursors.at(-1) ?? null },
  };
}

/** How a list is paged. More than the maximum is refused rather than cut, so that nobody misses rows unawares. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 50, description: 'At most 100.' })
  readonly first: number = 50;

  @Field(() => String, { nullable: true })
  readonly after?: string | null;
}

/** The checked page request. */
export function pageRequest(args: PageArgs): PageRequest {
  if (args.first < 1 || args.first > maximumPageSize) {
    throw new Refusal(
      'page_size',
      `A page holds between 1 and ${maximumPageSize} rows; ${args.first} were asked for.`,
      'Ask for fewer and page on with the cursor.',
      'first',
    );
  }
  return { first: args.first, ...(args.after ? { after: args.after } : {}) };
}
