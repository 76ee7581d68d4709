import { newId } from './ids.js';
import type { Channel, RequestContext } from './request-context.js';

/** The context of what Castellan does by itself for an organization, before or without anybody asking. */
export function systemContext(organizationId: string, channel: Channel): RequestContext {
  return {
    organizationId,
    actor: { kind: 'system', id: 'castellan', roles: [] },
    permissions: new Set(),
    channel,
    requestId: newId(),
  };
}
