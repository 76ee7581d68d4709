/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type ConnectorState =
  | 'DRAFT'
  | 'PUBLISHED'
  | 'RETIRED'
  | 'SUSPENDED';

export type OrganizationKind =
  | 'BUSINESS'
  | 'EDUCATION';

export type Role =
  | 'ADMIN'
  | 'AUDITOR'
  | 'DEVELOPER'
  | 'MEMBER'
  | 'OWNER'
  | 'REVIEWER'
  | 'UNIT_ADMIN';

export type JumpConnectorsQueryVariables = Exact<{
  search: string;
}>;


export type JumpConnectorsQuery = { connectors: { edges: Array<{ node: { id: string, slug: string, name: string, state: ConnectorState } }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { roles: Array<Role>, permissions: Array<string>, sessionExpiresAt: string | null, member: { id: string, displayName: string, email: string | null }, organization: { id: string, slug: string, name: string, kind: OrganizationKind, mcpUrl: string } } };

export type SignInOrganizationQueryVariables = Exact<{
  slug: string;
}>;


export type SignInOrganizationQuery = { signInOrganization: { slug: string, name: string } | null };

export type HeldOfferingsQueryVariables = Exact<{ [key: string]: never; }>;


export type HeldOfferingsQuery = { connectors: { edges: Array<{ node: { id: string, offeringCounts: { held: number } } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const JumpConnectorsDocument = new TypedDocumentString(`
    query JumpConnectors($search: String!) {
  connectors(first: 8, filter: {search: $search}) {
    edges {
      node {
        id
        slug
        name
        state
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JumpConnectorsQuery, JumpConnectorsQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    roles
    permissions
    sessionExpiresAt
    member {
      id
      displayName
      email
    }
    organization {
      id
      slug
      name
      kind
      mcpUrl
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SignInOrganizationDocument = new TypedDocumentString(`
    query SignInOrganization($slug: String!) {
  signInOrganization(slug: $slug) {
    slug
    name
  }
}
    `) as unknown as TypedDocumentString<SignInOrganizationQuery, SignInOrganizationQueryVariables>;
export const HeldOfferingsDocument = new TypedDocumentString(`
    query HeldOfferings {
  connectors(first: 100, filter: {heldOnly: true}) {
    edges {
      node {
        id
        offeringCounts {
          held
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HeldOfferingsQuery, HeldOfferingsQueryVariables>;