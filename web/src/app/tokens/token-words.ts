import type { TokenRowFragment } from '../graphql/generated/graphql';

type Reach = Pick<TokenRowFragment, 'access' | 'connectors' | 'apiScopes'>;

/** What a token reaches, in a line. */
export function reachWords(token: Reach): string {
  const parts: string[] = [];
  if (token.access !== null) parts.push(connectorWords(token.connectors));
  if (token.apiScopes.length === 1) parts.push($localize`1 API permission`);
  if (token.apiScopes.length > 1) parts.push($localize`${token.apiScopes.length}:count: API permissions`);
  return parts.join(', ') || $localize`nothing`;
}

/** What a token may do there. */
export function accessWords(token: Reach): string {
  switch (token.access) {
    case 'READ':
      return $localize`only reads`;
    case 'WRITE':
      return $localize`reads and writes`;
    case null:
      return $localize`automation`;
  }
}

function connectorWords(connectors: Reach['connectors']): string {
  if (connectors === null) return $localize`every connector published to its owner`;
  return connectors
    .map(({ name, tools }) =>
      tools === null
        ? name
        : tools.length === 1
          ? $localize`${name}:connector: (1 tool)`
          : $localize`${name}:connector: (${tools.length}:count: tools)`,
    )
    .join(', ');
}
