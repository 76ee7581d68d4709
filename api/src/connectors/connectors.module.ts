import { Module } from '@nestjs/common';
import { ContractsModule } from '../contracts/contracts.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PeopleModule } from '../people/people.module.js';
import { ConnectorFieldsResolver, CredentialFieldsResolver } from './connector-fields.resolver.js';
import { ConnectorScansService } from './connector-scans.service.js';
import { ConnectorsRepository } from './connectors.repository.js';
import { ConnectorsResolver } from './connectors.resolver.js';
import { ConnectorsService } from './connectors.service.js';
import { StandingDecision } from './standing-decision.js';
import { RegistrationService } from './registration.service.js';
import { SpokenRevisionsService } from './spoken-revisions.service.js';

/** Registered MCP servers. */
@Module({
  imports: [ContractsModule, CredentialsModule, OrganizationsModule, PeopleModule],
  providers: [
    ConnectorsRepository,
    ConnectorsService,
    ConnectorScansService,
    RegistrationService,
    SpokenRevisionsService,
    StandingDecision,
    ConnectorsResolver,
    ConnectorFieldsResolver,
    CredentialFieldsResolver,
  ],
  exports: [ConnectorsService, ConnectorScansService, SpokenRevisionsService, StandingDecision],
})
export class ConnectorsModule {}
