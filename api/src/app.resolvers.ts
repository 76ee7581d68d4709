import { AuditResolver } from './audit/audit.resolver.js';
import { ConnectorFieldsResolver, CredentialFieldsResolver } from './connectors/connector-fields.resolver.js';
import { ConnectorsResolver } from './connectors/connectors.resolver.js';
import { OfferingsResolver } from './contracts/offerings.resolver.js';
import { ScansResolver } from './contracts/scans.resolver.js';
import { HealthFieldsResolver } from './health/health-fields.resolver.js';
import { LimitedOfferingResolver, LimitsResolver } from './limits/limits.resolver.js';
import { OrganizationsResolver } from './organizations/organizations.resolver.js';
import { PeopleResolver } from './people/people.resolver.js';
import { RolesResolver } from './people/roles.resolver.js';
import { CatalogResolver } from './policies/catalog.resolver.js';
import { PoliciesResolver } from './policies/policies.resolver.js';
import {
  ConnectorPolicyResolver,
  OfferingPolicyResolver,
  PublicationFieldsResolver,
  RuleFieldsResolver,
} from './policies/policy-fields.resolver.js';
import { SessionResolver } from './sign-in/session.resolver.js';
import { TokenConnectorFieldsResolver, TokensResolver } from './tokens/tokens.resolver.js';
import { TrailFieldsResolver } from './trail/trail-fields.resolver.js';

/** Every resolver, for printing the schema; a test compares it with what the running application serves. */
export const resolvers = [
  AuditResolver,
  CatalogResolver,
  ConnectorFieldsResolver,
  ConnectorPolicyResolver,
  ConnectorsResolver,
  CredentialFieldsResolver,
  HealthFieldsResolver,
  LimitedOfferingResolver,
  LimitsResolver,
  OfferingPolicyResolver,
  OfferingsResolver,
  OrganizationsResolver,
  PeopleResolver,
  PoliciesResolver,
  PublicationFieldsResolver,
  RolesResolver,
  RuleFieldsResolver,
  ScansResolver,
  SessionResolver,
  TokenConnectorFieldsResolver,
  TokensResolver,
  TrailFieldsResolver,
];
