import { Module } from '@nestjs/common';
import { AttemptCountsRepository } from './attempt-counts.repository.js';
import { AttemptExchange } from './attempt-exchange.js';

/** Attempts that all replicas count together. */
@Module({ providers: [AttemptCountsRepository, AttemptExchange], exports: [AttemptExchange] })
export class AttemptsModule {}
