import type { CreateTokenInput, TokenAccess } from '../graphql/generated/schema';
import type { NewTokenChoicesQuery } from '../graphql/generated/graphql';

export type CatalogChoice = NewTokenChoicesQuery['catalog'][number];

/** What a new token is for: AI clients through the gateway, or automation through the API. */
export type Purpose = 'gateway' | 'api';

/** A token before it is created. */
export interface TokenDraft {
  readonly name: string;
  readonly days: string;
  readonly purpose: Purpose;
  readonly access: TokenAccess;
  /** Whether it reaches every connector published to its owner. */
  readonly everyConnector: boolean;
}

/** Chosen connectors by their slug; the tools are named, or all allowed ones when it is null. */
export type ChosenConnectors = ReadonlyMap<string, readonly string[] | null>;

/** The tools of a connector that a token with this access could call for its owner. */
export function toolsWithin(connector: CatalogChoice, access: TokenAccess): readonly string[] {
  return connector.offerings
    .filter((offering) => offering.kind === 'TOOL' && offering.allowed)
    .filter((offering) => access === 'WRITE' || offering.classification === 'READ')
    .map((offering) => offering.name);
}

/** What still keeps a draft from being created, in words; nothing when it is complete. */
export function missingIn(draft: TokenDraft, chosen: ChosenConnectors, scopes: readonly string[]): string {
  if (draft.purpose === 'api') return scopes.length ? '' : $localize`Choose at least one permission.`;
  if (draft.everyConnector) return '';
  if (chosen.size === 0) return $localize`Choose at least one connector, or every connector.`;
  return [...chosen.values()].some((tools) => tools?.length === 0)
    ? $localize`Choose at least one tool of each connector, or all of its tools.`
    : '';
}

/** The draft as the API takes it. */
export function inputOf(
  draft: TokenDraft,
  chosen: ChosenConnectors,
  scopes: readonly string[],
  now: number,
): CreateTokenInput {
  const expiresAt = new Date(now + Number(draft.days) * 24 * 60 * 60 * 1000).toISOString();
  const base = { name: draft.name.trim(), expiresAt };
  if (draft.purpose === 'api') return { ...base, access: null, connectors: null, apiScopes: [...scopes] };
  const connectors = [...chosen].map(([slug, tools]) => ({ slug, tools: tools && [...tools] }));
  return {
    ...base,
    access: draft.access,
    connectors: draft.everyConnector ? null : connectors,
    apiScopes: [],
  };
}
