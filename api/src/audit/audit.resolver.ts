import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { Ctx } from '../access/context.js';
import { isId } from '../kernel/ids.js';
import { Refusal } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { PageArgs, pageRequest, toConnection, type Connection } from '../platform/graphql/connection.type.js';
import {
  AuditEventConnectionType,
  AuditEventType,
  auditEventType,
  auditFilter,
  AuditFilterInput,
} from './audit-event.type.js';
import { AuditService } from './audit.service.js';
import { auditEventTypes } from './recorded-event.js';

@Resolver(() => AuditEventType)
export class AuditResolver {
  constructor(private readonly audit: AuditService) {}

  @Query(() => AuditEventConnectionType)
  @Allow('audit.read')
  async auditEvents(
    @Ctx() context: RequestContext,
    @Args() page: PageArgs,
    @Args('filter', { type: () => AuditFilterInput, nullable: true }) filter?: AuditFilterInput | null,
  ): Promise<Connection<AuditEventType>> {
    // An empty text is no id either.
    const { connectorId, traceId } = filter ?? {};
    if (typeof connectorId === 'string' && !isId(connectorId)) {
      throw new Refusal(
        'invalid_id',
        'This is not the id of a connector.',
        'Choose the connector again.',
        'connectorId',
      );
    }
    if (typeof traceId === 'string' && !/^[0-9a-f]{32}$/.test(traceId)) {
      throw new Refusal(
        'invalid_trace_id',
        'This is not the id of a trace: that has 32 digits from 0 to f, in small letters.',
        'Copy "traceId" of a log line, or the second part of a "traceparent".',
        'traceId',
      );
    }
    return toConnection(
      await this.audit.page(context, auditFilter(filter), pageRequest(page)),
      auditEventType,
    );
  }

  @Query(() => AuditEventType, { nullable: true })
  @Allow('audit.read')
  async auditEvent(
    @Ctx() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<AuditEventType | null> {
    const event = await this.audit.find(context, id);
    return event ? auditEventType(event) : null;
  }

  @Query(() => [String], { description: 'Every type of event there is.' })
  @Allow('audit.read')
  auditEventTypes(): readonly string[] {
    return auditEventTypes;
  }
}
