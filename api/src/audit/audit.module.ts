import { Global, Module } from '@nestjs/common';
import { AUDIT_SINK } from '../platform/database/audit-sink.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditResolver } from './audit.resolver.js';
import { AuditService } from './audit.service.js';
import { AuditWriterRepository } from './audit-writer.repository.js';
import { GatewayRecorder } from './gateway-recorder.js';
import { TransactionAuditSink } from './transaction-audit-sink.repository.js';

/** The audit trail: written by every change, read by those who may. */
@Global()
@Module({
  providers: [
    { provide: AUDIT_SINK, useClass: TransactionAuditSink },
    AuditEventsRepository,
    AuditWriterRepository,
    AuditService,
    AuditResolver,
    GatewayRecorder,
  ],
  exports: [AUDIT_SINK, AuditService, GatewayRecorder],
})
export class AuditModule {}
