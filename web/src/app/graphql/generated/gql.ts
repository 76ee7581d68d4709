/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query JumpConnectors($search: String!) {\n  connectors(first: 8, filter: {search: $search}) {\n    edges {\n      node {\n        id\n        slug\n        name\n        state\n      }\n    }\n  }\n}": typeof types.JumpConnectorsDocument,
    "query Viewer {\n  viewer {\n    roles\n    permissions\n    sessionExpiresAt\n    member {\n      id\n      displayName\n      email\n    }\n    organization {\n      id\n      slug\n      name\n      kind\n      mcpUrl\n    }\n  }\n}\n\nquery SignInOrganization($slug: String!) {\n  signInOrganization(slug: $slug) {\n    slug\n    name\n  }\n}": typeof types.ViewerDocument,
    "query HeldOfferings {\n  connectors(first: 100, filter: {heldOnly: true}) {\n    edges {\n      node {\n        id\n        offeringCounts {\n          held\n        }\n      }\n    }\n  }\n}": typeof types.HeldOfferingsDocument,
};
const documents: Documents = {
    "query JumpConnectors($search: String!) {\n  connectors(first: 8, filter: {search: $search}) {\n    edges {\n      node {\n        id\n        slug\n        name\n        state\n      }\n    }\n  }\n}": types.JumpConnectorsDocument,
    "query Viewer {\n  viewer {\n    roles\n    permissions\n    sessionExpiresAt\n    member {\n      id\n      displayName\n      email\n    }\n    organization {\n      id\n      slug\n      name\n      kind\n      mcpUrl\n    }\n  }\n}\n\nquery SignInOrganization($slug: String!) {\n  signInOrganization(slug: $slug) {\n    slug\n    name\n  }\n}": types.ViewerDocument,
    "query HeldOfferings {\n  connectors(first: 100, filter: {heldOnly: true}) {\n    edges {\n      node {\n        id\n        offeringCounts {\n          held\n        }\n      }\n    }\n  }\n}": types.HeldOfferingsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query JumpConnectors($search: String!) {\n  connectors(first: 8, filter: {search: $search}) {\n    edges {\n      node {\n        id\n        slug\n        name\n        state\n      }\n    }\n  }\n}"): typeof import('./graphql').JumpConnectorsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Viewer {\n  viewer {\n    roles\n    permissions\n    sessionExpiresAt\n    member {\n      id\n      displayName\n      email\n    }\n    organization {\n      id\n      slug\n      name\n      kind\n      mcpUrl\n    }\n  }\n}\n\nquery SignInOrganization($slug: String!) {\n  signInOrganization(slug: $slug) {\n    slug\n    name\n  }\n}"): typeof import('./graphql').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query HeldOfferings {\n  connectors(first: 100, filter: {heldOnly: true}) {\n    edges {\n      node {\n        id\n        offeringCounts {\n          held\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql').HeldOfferingsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
