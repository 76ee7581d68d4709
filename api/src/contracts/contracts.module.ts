import { Module } from '@nestjs/common';
import { HttpOutModule } from '../platform/http-out/http-out.module.js';
import { McpModule } from '../platform/mcp/mcp.module.js';
import { PeopleModule } from '../people/people.module.js';
import { OfferingsRepository } from './offerings.repository.js';
import { OfferingsResolver } from './offerings.resolver.js';
import { OfferingsService } from './offerings.service.js';
import { ScanRunner } from './scan-runner.js';
import { ScansRepository } from './scans.repository.js';
import { ScansResolver } from './scans.resolver.js';
import { ScansService } from './scans.service.js';

/** Scans, contracts and what was approved. */
@Module({
  imports: [PeopleModule, HttpOutModule, McpModule],
  providers: [
    ScanRunner,
    ScansRepository,
    OfferingsRepository,
    ScansService,
    OfferingsService,
    ScansResolver,
    OfferingsResolver,
  ],
  exports: [ScansService, OfferingsService],
})
export class ContractsModule {}
