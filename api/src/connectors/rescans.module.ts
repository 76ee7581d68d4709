import { Module } from '@nestjs/common';
import { ConnectorsModule } from './connectors.module.js';
import { Rescans } from './rescans.js';

/** Scans that gateways ask for; loaded by the roles that scan. */
@Module({ imports: [ConnectorsModule], providers: [Rescans] })
export class RescansModule {}
