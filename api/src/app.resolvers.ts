import { AuditResolver } from './audit/audit.resolver.js';
import { ConnectorFieldsResolver, CredentialFieldsResolver } from './connectors/connector-fields.resolver.js';
import { ConnectorsResolver } from './connectors/connectors.resolver.js';
import { OfferingsResolver } from './contracts/offerings.resolver.js';
import { ScansResolver } from './contracts/scans.resolver.js';
import { OrganizationsResolver } from './organizations/organizations.resolver.js';
import { PeopleResolver } from './people/people.resolver.js';
import { SessionResolver } from './sign-in/session.resolver.js';
import { TrailFieldsResolver } from './trail/trail-fields.resolver.js';

/** Every resolver, for printing the schema; a test compares it with what the running application serves. */
export const resolvers = [
  AuditResolver,
  ConnectorFieldsResolver,
  ConnectorsResolver,
  CredentialFieldsResolver,
  OfferingsResolver,
  OrganizationsResolver,
  PeopleResolver,
  ScansResolver,
  SessionResolver,
  TrailFieldsResolver,
];
