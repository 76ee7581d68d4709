import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/people.module.js';
import { LimitSettingsRepository } from './limit-settings.repository.js';
import { LimitedOfferingResolver, LimitsResolver } from './limits.resolver.js';
import { LimitsService } from './limits.service.js';

/** What organizations choose about limits and results. */
@Module({
  imports: [PeopleModule],
  providers: [LimitedOfferingResolver, LimitSettingsRepository, LimitsResolver, LimitsService],
  exports: [LimitsService],
})
export class LimitsModule {}
