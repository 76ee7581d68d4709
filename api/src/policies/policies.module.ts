import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/people.module.js';
import { CatalogRepository } from './catalog.repository.js';
import { CatalogService } from './catalog.service.js';
import { CompiledPolicies } from './compiled-policies.js';
import { GatewayPolicies } from './gateway-policies.js';
import { PoliciesService } from './policies.service.js';
import { PolicyRowsRepository } from './policy-rows.repository.js';
import { PolicySubjectsRepository } from './policy-subjects.repository.js';
import { Principals } from './principals.js';
import { PublicationsRepository } from './publications.repository.js';
import { RulesRepository } from './rules.repository.js';

/** Who may use what, and the policy compiled from it. */
@Module({
  imports: [PeopleModule],
  providers: [
    CatalogRepository,
    CatalogService,
    CompiledPolicies,
    GatewayPolicies,
    PoliciesService,
    PolicyRowsRepository,
    PolicySubjectsRepository,
    Principals,
    PublicationsRepository,
    RulesRepository,
  ],
  exports: [CatalogService, GatewayPolicies, PoliciesService, Principals],
})
export class PoliciesModule {}
