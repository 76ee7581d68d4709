import { Refusal } from '../kernel/refusal.js';

export function slugTaken(slug: string): Refusal<'slug_taken'> {
  return new Refusal(
    'slug_taken',
    `Another connector of your organization already has the address word "${slug}".`,
    'Choose another word; retired connectors keep theirs, so that old addresses never reach something else.',
    'slug',
  );
}

export function scanNotUsable(reason: string): Refusal<'scan_not_usable'> {
  return new Refusal('scan_not_usable', reason, 'Look at the server again, then register it.', 'scanId');
}

export function ownerUnknown(): Refusal<'owner_unknown'> {
  return new Refusal(
    'owner_unknown',
    'The owner is not a member of your organization.',
    'Choose a member who has signed in at least once.',
    'ownerId',
  );
}

export function credentialMissing(): Refusal<'credential_missing'> {
  return new Refusal(
    'credential_missing',
    'The server was looked at with a credential, which is not kept until the connector is registered.',
    'Enter the credential again.',
    'headerValue',
  );
}

export function mayNotOffer(): Refusal<'may_not_offer'> {
  return new Refusal(
    'may_not_offer',
    'Offering what is new means making rules, and your role does not include that.',
    'Choose to approve changes only, or ask an admin of your organization.',
    'handling',
  );
}

export function contractMoved(name: string): Refusal<'contract_moved'> {
  return new Refusal(
    'contract_moved',
    `"${name}" is not what you approved any more: the server changed it meanwhile. Nothing was approved.`,
    'Reload, read what it says now, and decide again.',
  );
}
