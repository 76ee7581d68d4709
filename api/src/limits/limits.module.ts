import { Module } from '@nestjs/common';
import { LimitSettingsRepository } from './limit-settings.repository.js';
import { LimitsResolver } from './limits.resolver.js';
import { LimitsService } from './limits.service.js';

/** What organizations choose about limits and results. */
@Module({ providers: [LimitSettingsRepository, LimitsResolver, LimitsService], exports: [LimitsService] })
export class LimitsModule {}
