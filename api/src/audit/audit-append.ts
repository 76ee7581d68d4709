import type { AuditEventRow } from './audit-event.js';

/**
 * One statement that writes any number of events and their personal values: one round trip, one commit.
 *
 * The columns for finding are taken from the event itself, so they cannot say anything else than it does.
 * No `returning` and no `on conflict`: the writer's role may insert and nothing else.
 */
export const appendStatement = `
  with written as (
    insert into audit_events (organization_id, recorded_at, id, type, outcome, actor_kind, actor_id, connector_id,
                              offering_kind, offering_name, target_kind, target_id, body)
    select (body ->> 'organizationId')::uuid, now(), (body ->> 'id')::uuid, body ->> 'type', body ->> 'outcome',
           body -> 'actor' ->> 'kind', body -> 'actor' ->> 'id', (body ->> 'connectorId')::uuid,
           body -> 'offering' ->> 'kind', body -> 'offering' ->> 'name',
           body -> 'target' ->> 'kind', body -> 'target' ->> 'id', body
      from jsonb_array_elements($1::jsonb) as body
  )
  insert into audit_personal_values (organization_id, event_id, field, value, salt)
  select organization_id, event_id, field, value, salt
    from jsonb_to_recordset($2::jsonb) as personal(
      organization_id uuid, event_id uuid, field text, value text, salt text)`;

/** The parameters of `appendStatement`. Events are text already, which is not written again. */
export function appendParameters(rows: readonly AuditEventRow[]): [string, string] {
  return [
    `[${rows.map(({ body }) => body).join(',')}]`,
    JSON.stringify(rows.flatMap(({ personal }) => personal)),
  ];
}
