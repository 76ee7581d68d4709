import { Injectable } from '@nestjs/common';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../kernel/cursor.js';
import { isId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import type { AuditFilter, RecordedEvent } from './recorded-event.js';

interface Row {
  id: string;
  recorded_at: Date;
  /** Microseconds matter: two events of one commit share a millisecond. */
  recorded_key: string;
  body: Record<string, unknown>;
  personal: Record<string, string> | null;
}

const columns = `
  event.id, event.recorded_at, event.body,
  to_char(event.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_key,
  (select jsonb_object_agg(personal.field, personal.value) from audit_personal_values personal
    where personal.organization_id = event.organization_id and personal.event_id = event.id) as personal`;

/** Reads the audit trail, newest first. */
@Injectable()
export class AuditEventsRepository {
  async page(work: Work, filter: AuditFilter, request: PageRequest): Promise<Page<RecordedEvent>> {
    const { where, parameters } = conditions(work, filter);
    if (request.after) {
      const [recordedAt, id] = decodeCursor(request.after, ['time', 'id']);
      parameters.push(recordedAt, id);
      where.push(
        `(event.recorded_at, event.id) < ($${parameters.length - 1}::timestamptz, $${parameters.length}::uuid)`,
      );
    }
    parameters.push(request.first + 1);
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from audit_events event where ${where.join(' and ')}
        order by event.recorded_at desc, event.id desc limit $${parameters.length}`,
      parameters,
    );
    return pageOf(rows, request.first, (row) => [row.recorded_key, row.id], toEvent);
  }

  async find(work: Work, id: string): Promise<RecordedEvent | undefined> {
    if (!isId(id)) return undefined;
    const rows: Row[] = await managerOf(work).query(
      `select ${columns} from audit_events event where event.organization_id = $1 and event.id = $2`,
      [work.organizationId, id],
    );
    return rows[0] && toEvent(rows[0]);
  }
}

function conditions(work: Work, filter: AuditFilter): { where: string[]; parameters: unknown[] } {
  const where = ['event.organization_id = $1'];
  const parameters: unknown[] = [work.organizationId];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(value);
    where.push(condition(`$${parameters.length}`));
  };
  add(filter.actorId, (value) => `event.actor_id = ${value}`);
  add(filter.connectorId, (value) => `event.connector_id = ${value}::uuid`);
  add(filter.offeringName, (value) => `event.offering_name = ${value}`);
  add(filter.types && [...filter.types], (value) => `event.type = any(${value}::text[])`);
  add(filter.outcome, (value) => `event.outcome = ${value}`);
  add(filter.from, (value) => `event.recorded_at >= ${value}`);
  add(filter.to, (value) => `event.recorded_at < ${value}`);
  add(filter.targetId, (value) => `event.target_id = ${value}`);
  add(filter.traceId, (value) => `event.trace_id = ${value}`);
  add(filter.search, (value) => `strpos(lower(event.body::text), lower(${value})) > 0`);
  return { where, parameters };
}

function toEvent(row: Row): RecordedEvent {
  return {
    ...(row.body as Omit<RecordedEvent, 'recordedAt' | 'personal' | 'body'>),
    id: row.id,
    recordedAt: row.recorded_at,
    personal: row.personal ?? {},
    body: row.body,
  };
}
