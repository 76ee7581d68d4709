import type { OfferingKind } from '../graphql/generated/schema';

type Definition = Readonly<Record<string, unknown>>;

/** The arguments of a definition as a JSON Schema object; nothing for kinds that take none. */
export function argumentsOf(kind: OfferingKind, definition: unknown): Definition | undefined {
  const given = asObject(definition);
  if (kind === 'TOOL') return asObject(given['inputSchema']);
  if (kind !== 'PROMPT') return undefined;
  const list = Array.isArray(given['arguments']) ? given['arguments'].map(asObject) : [];
  const named = list.filter((argument) => typeof argument['name'] === 'string');
  return {
    type: 'object',
    properties: Object.fromEntries(
      named.map(({ name, description }) => [
        String(name),
        { type: 'string', ...(description ? { description } : {}) },
      ]),
    ),
    required: named.filter((argument) => argument['required'] === true).map((argument) => argument['name']),
  };
}

/** What an offering says for people and models: its description, or a server's instructions themselves. */
export function wordsOf(
  kind: OfferingKind,
  definition: unknown,
  description: string | null,
): string | undefined {
  return kind === 'INSTRUCTIONS' ? textOf(asObject(definition)['instructions']) : (description ?? undefined);
}

/** What a tool says it answers with, where it says so. */
export function resultOf(kind: OfferingKind, definition: unknown): Definition | undefined {
  const schema = asObject(definition)['outputSchema'];
  return kind === 'TOOL' && schema !== undefined ? asObject(schema) : undefined;
}

/** The address or pattern and the type of a resource. */
export function addressOf(kind: OfferingKind, definition: unknown): { address?: string; mimeType?: string } {
  if (kind !== 'RESOURCE' && kind !== 'RESOURCE_TEMPLATE') return {};
  const given = asObject(definition);
  return {
    address: textOf(given['uri']) ?? textOf(given['uriTemplate']),
    mimeType: textOf(given['mimeType']),
  };
}

/** One thing a server claims about its tool, in words. */
export interface Claim {
  readonly name: string;
  readonly words: string;
}

/** A server's annotations of a tool as claims; they are hints from the server and bind nobody. */
export function claimsOf(annotations: unknown): Claim[] {
  return Object.entries(asObject(annotations))
    .filter(([name]) => name !== 'title')
    .map(([name, value]) => ({ name, words: claimWords(name, value) }));
}

function claimWords(name: string, value: unknown): string {
  switch (`${name} ${String(value)}`) {
    case 'readOnlyHint true':
      return $localize`only reads`;
    case 'readOnlyHint false':
      return $localize`may change something`;
    case 'destructiveHint true':
      return $localize`may destroy something`;
    case 'destructiveHint false':
      return $localize`destroys nothing`;
    case 'idempotentHint true':
      return $localize`doing it twice is as doing it once`;
    case 'idempotentHint false':
      return $localize`doing it twice does more`;
    case 'openWorldHint true':
      return $localize`reaches outside of its own system`;
    case 'openWorldHint false':
      return $localize`stays within its own system`;
    default:
      return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  }
}

function asObject(value: unknown): Definition {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Definition) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
