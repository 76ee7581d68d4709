import { hash, randomUUID } from 'node:crypto';
import type { AuditEventDraft } from '../kernel/audit-event.js';
import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';

/** Version of the native event schema. */
export const auditSchemaVersion = 1;

/** A personal value beside its event; erasing it leaves the event's commitment in place. */
export interface PersonalValue {
  readonly organizationId: string;
  readonly eventId: string;
  readonly field: string;
  readonly value: string;
  readonly salt: string;
}

/** An event ready to be written. `body` is the event as JSON; the rest of the row is for finding it. */
export interface AuditEventRow {
  readonly organizationId: string;
  readonly id: string;
  readonly type: string;
  readonly outcome: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly connectorId: string | null;
  readonly offeringKind: string | null;
  readonly offeringName: string | null;
  readonly targetKind: string | null;
  readonly targetId: string | null;
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
  const values: Record<string, string | undefined> = {
    ...draft.personal,
    sourceAddress: context.sourceAddress,
    userAgent: context.userAgent?.slice(0, 512),
  };
  for (const [field, raw] of Object.entries(values)) {
    if (raw === undefined || raw === '') continue;
    const value = storable(raw);
    // 122 random bits; Node keeps a stock of them, where random bytes ask the system each time.
    const salt = randomUUID();
    personal.push({ organizationId: context.organizationId, eventId: id, field, value, salt });
    commitments[field] = commitment(salt, value);
  }
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
      ...(context.sessionId ? { sessionId: context.sessionId } : {}),
      ...(context.tokenId ? { tokenId: context.tokenId } : {}),
      ...(draft.traceId ? { traceId: draft.traceId } : {}),
    },
    ...(draft.target ? { target: draft.target } : {}),
    ...(draft.connectorId ? { connectorId: draft.connectorId } : {}),
    ...(draft.offering ? { offering: draft.offering } : {}),
    ...(draft.decision ? { decision: draft.decision } : {}),
    ...(draft.change ? { change: draft.change } : {}),
    ...(draft.details ? { details: draft.details } : {}),
    ...(personal.length > 0 ? { commitments } : {}),
  };
  return {
    organizationId: context.organizationId,
    id,
    type: draft.type,
    outcome: draft.outcome,
    actorKind: context.actor.kind,
    actorId: context.actor.id,
    connectorId: draft.connectorId ?? null,
    offeringKind: draft.offering?.kind ?? null,
    offeringName: draft.offering ? storable(draft.offering.name) : null,
    targetKind: draft.target?.kind ?? null,
    targetId: draft.target?.id ?? null,
    body: storableBody(body),
    personal,
  };
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
