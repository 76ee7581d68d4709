import { Module } from '@nestjs/common';
import { ConnectorsModule } from '../connectors/connectors.module.js';
import { PeopleModule } from '../people/people.module.js';
import { CatalogRepository } from './catalog.repository.js';
import { CatalogResolver } from './catalog.resolver.js';
import { CatalogService } from './catalog.service.js';
import { CompiledPolicies } from './compiled-policies.js';
import { GatewayPolicies } from './gateway-policies.js';
import { OfferedByDecision } from './offered-by-decision.js';
import { OfferingCountsRepository } from './offering-counts.repository.js';
import { PoliciesResolver } from './policies.resolver.js';
import { PoliciesService } from './policies.service.js';
import {
  ConnectorPolicyResolver,
  OfferingPolicyResolver,
  PublicationFieldsResolver,
  RuleFieldsResolver,
} from './policy-fields.resolver.js';
import { PolicyRowsRepository } from './policy-rows.repository.js';
import { PolicySubjectsRepository } from './policy-subjects.repository.js';
import { Principals } from './principals.js';
import { PublicationsRepository } from './publications.repository.js';
import { RulesRepository } from './rules.repository.js';

/** Who may use what, and the policy compiled from it. */
@Module({
  imports: [ConnectorsModule, PeopleModule],
  providers: [
    CatalogRepository,
    CatalogResolver,
    CatalogService,
    CompiledPolicies,
    ConnectorPolicyResolver,
    GatewayPolicies,
    OfferedByDecision,
    OfferingCountsRepository,
    OfferingPolicyResolver,
    PoliciesResolver,
    PoliciesService,
    PolicyRowsRepository,
    PolicySubjectsRepository,
    Principals,
    PublicationFieldsResolver,
    PublicationsRepository,
    RuleFieldsResolver,
    RulesRepository,
  ],
  exports: [CatalogService, GatewayPolicies, PoliciesService, Principals],
})
export class PoliciesModule {}
