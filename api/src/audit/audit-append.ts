import type { AuditEventRow } from './audit-event.js';

/**
 * One statement that writes any number of events and their personal values: one round trip, one commit.
 *
 * No `returning` and no `on conflict`: the writer's role may insert and nothing else.
 */
export const appendStatement = `
  with given as (
    select * from jsonb_to_recordset($1::jsonb) as event(
      organization_id uuid, id uuid, type text, outcome text, actor_kind text, actor_id text, connector_id uuid,
      offering_kind text, offering_name text, target_kind text, target_id text, body jsonb)
  ), written as (
    insert into audit_events (organization_id, recorded_at, id, type, outcome, actor_kind, actor_id, connector_id,
                              offering_kind, offering_name, target_kind, target_id, body)
    select organization_id, now(), id, type, outcome, actor_kind, actor_id, connector_id,
           offering_kind, offering_name, target_kind, target_id, body
      from given
  )
  insert into audit_personal_values (organization_id, event_id, field, value, salt)
  select organization_id, event_id, field, value, salt
    from jsonb_to_recordset($2::jsonb) as personal(
      organization_id uuid, event_id uuid, field text, value text, salt text)`;

/** The parameters of `appendStatement`. Written by hand where it would write again what is text already. */
export function appendParameters(rows: readonly AuditEventRow[]): [string, string] {
  return [
    `[${rows.map(eventText).join(',')}]`,
    JSON.stringify(
      rows.flatMap((row) =>
        row.personal.map((value) => ({
          organization_id: value.organizationId,
          event_id: value.eventId,
          field: value.field,
          value: value.value,
          salt: value.salt,
        })),
      ),
    ),
  ];
}

function eventText(row: AuditEventRow): string {
  const columns = JSON.stringify({
    organization_id: row.organizationId,
    id: row.id,
    type: row.type,
    outcome: row.outcome,
    actor_kind: row.actorKind,
    actor_id: row.actorId,
    connector_id: row.connectorId,
    offering_kind: row.offeringKind,
    offering_name: row.offeringName,
    target_kind: row.targetKind,
    target_id: row.targetId,
  });
  return `${columns.slice(0, -1)},"body":${row.body}}`;
}
