import { Inject, Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../kernel/cursor.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import type { AuditFilter, RecordedEvent } from './recorded-event.js';

/** Reads the trail of the caller's organization. */
@Injectable()
export class AuditService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    private readonly events: AuditEventsRepository,
  ) {}

  page(context: RequestContext, filter: AuditFilter, request: PageRequest): Promise<Page<RecordedEvent>> {
    return this.unitOfWork.read(context, (work) => this.events.page(work, filter, request));
  }

  find(context: RequestContext, id: string): Promise<RecordedEvent | undefined> {
    return this.unitOfWork.read(context, (work) => this.events.find(work, id));
  }
}
