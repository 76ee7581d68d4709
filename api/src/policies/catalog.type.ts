import { Field, ObjectType } from '@nestjs/graphql';
import type { ConnectorState, DataClass } from '../connectors/connector.js';
import { ConnectorStateType, DataClassType } from '../connectors/connector.type.js';
import type { Classification } from '../contracts/classification.js';
import type { OfferingKind } from '../contracts/contract.js';
import { ClassificationType, OfferingKindType } from '../contracts/contract.type.js';
import type { CatalogEntry, CatalogOffering } from './catalog.js';

@ObjectType('CatalogOffering', {
  description: 'One approved thing of a connector, and whether you may use it.',
})
export class CatalogOfferingType {
  @Field(() => OfferingKindType)
  readonly kind!: OfferingKind;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String, { nullable: true })
  readonly title!: string | null;

  @Field(() => String, { nullable: true })
  readonly description!: string | null;

  @Field(() => ClassificationType)
  readonly classification!: Classification;

  @Field(() => Boolean)
  readonly allowed!: boolean;

  @Field(() => String, { description: 'The rule that decides, in words.' })
  readonly reason!: string;
}

@ObjectType('CatalogEntry', { description: 'A connector that is published to you.' })
export class CatalogEntryType {
  @Field(() => String)
  readonly slug!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly purpose!: string;

  @Field(() => String, { description: 'The address to put into an AI client.' })
  readonly mcpUrl!: string;

  @Field(() => DataClassType)
  readonly dataClass!: DataClass;

  @Field(() => String, { description: 'Who answers for it.' })
  readonly ownerName!: string;

  @Field(() => ConnectorStateType)
  readonly state!: ConnectorState;
}

export function catalogEntryType(entry: CatalogEntry, publicUrl: URL): CatalogEntryType {
  const { slug, name, purpose, dataClass, ownerName, state } = entry;
  const mcpUrl = new URL(`/mcp/${entry.organizationSlug}/${slug}`, publicUrl).href;
  return Object.assign(new CatalogEntryType(), { slug, name, purpose, mcpUrl, dataClass, ownerName, state });
}

export function catalogOfferingType(offering: CatalogOffering): CatalogOfferingType {
  return Object.assign(new CatalogOfferingType(), offering);
}
