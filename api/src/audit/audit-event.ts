import { hash, randomUUID } from 'node:crypto';
import type { AuditEventDraft } from '../kernel/audit-event.js';
import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';

/** Version of the native event schema. */
export const auditSchemaVersion = 1;

/** A personal value beside its event; erasing it leaves the event's commitment in place. Named as its row. */
export interface PersonalValue {
  readonly organization_id: string;
  readonly event_id: string;
  readonly field: string;
  readonly value: string;
  readonly salt: string;
}

/** An event ready to be written: as JSON, with the personal values that it only commits to. */
export interface AuditEventRow {
  readonly body: string;
  readonly personal: readonly PersonalValue[];
}

/** SHA-256 over salt and value: says nothing about the value, and proves it to whoever holds both. */
export function commitment(salt: string, value: string): string {
  return hash('sha256', salt + value);
}

/** Makes the event of a draft. Personal values leave the body here; only commitments stay. */
export function auditEventRow(context: RequestContext, draft: AuditEventDraft, at: Date): AuditEventRow {
  const id = newId();
  const personal: PersonalValue[] = [];
  const commitments: Record<string, string> = {};
  const commit = (field: string, raw: string | undefined) => {
    if (raw === undefined || raw === '') return;
    const value = storable(raw);
    // 122 random bits; Node keeps a stock of them, where random bytes ask the system each time.
    const salt = randomUUID();
    personal.push({ organization_id: context.organizationId, event_id: id, field, value, salt });
    commitments[field] = commitment(salt, value);
  };
  for (const field in draft.personal) commit(field, draft.personal[field]);
  commit('sourceAddress', context.sourceAddress);
  commit('userAgent', context.userAgent?.slice(0, 512));
  // What is not known has no member: JSON leaves it out.
  const body = {
    v: auditSchemaVersion,
    id,
    organizationId: context.organizationId,
    type: draft.type,
    outcome: draft.outcome,
    occurredAt: at.toISOString(),
    actor: context.actor,
    source: {
      channel: context.channel,
      requestId: context.requestId,
      sessionId: context.sessionId,
      tokenId: context.tokenId,
      traceId: draft.traceId,
    },
    target: draft.target,
    connectorId: draft.connectorId,
    offering: draft.offering,
    decision: draft.decision,
    change: draft.change,
    details: draft.details,
    commitments: personal.length > 0 ? commitments : undefined,
  };
  return { body: storableBody(body), personal };
}

/**
 * PostgreSQL stores neither NUL nor half a surrogate pair. Text from clients may hold both, and one such event must
 * not be able to spoil the commit it shares with others.
 */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '�');
}

const unstorable = /\\u(?:0000|d[89a-f])/i;

function storableBody(body: Record<string, unknown>): string {
  const text = JSON.stringify(body);
  // Nearly every event is clean: one look at the text is cheaper than a walk through the object.
  if (!unstorable.test(text)) return text;
  const clean: unknown = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  );
  return JSON.stringify(clean);
}
