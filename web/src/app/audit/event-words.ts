const words: Readonly<Record<string, string>> = {
  'organization.created': $localize`Organization created`,
  'session.started': $localize`Signed in`,
  'session.refused': $localize`Sign-in refused`,
  'session.ended': $localize`Signed out`,
  'member.joined': $localize`Member joined`,
  'member.updated': $localize`Member updated`,
  'role.granted': $localize`Role granted`,
  'role.revoked': $localize`Role taken back`,
  'group.changed': $localize`Group changed`,
  'connector.registered': $localize`Connector registered`,
  'connector.updated': $localize`Connector changed`,
  'connector.credential_set': $localize`Credential set`,
  'connector.scanned': $localize`Connector scanned`,
  'connector.published': $localize`Audience changed`,
  'connector.suspended': $localize`Connector suspended`,
  'connector.resumed': $localize`Connector resumed`,
  'connector.retired': $localize`Connector retired`,
  'contract.approved': $localize`Contract approved`,
  'offering.classified': $localize`Offering classified`,
  'rule.changed': $localize`Rule changed`,
  'token.issued': $localize`Token created`,
  'token.revoked': $localize`Token revoked`,
  'token.refused': $localize`Token refused`,
  'access.refused': $localize`Access refused`,
  'gateway.listed': $localize`Offerings listed`,
  'gateway.call_started': $localize`Call begun`,
  'gateway.called': $localize`Call`,
  'gateway.refused': $localize`Call refused`,
  'gateway.stream_opened': $localize`Stream opened`,
  'gateway.stream_closed': $localize`Stream closed`,
  'gateway.subscribed': $localize`Resource watched`,
  'gateway.unsubscribed': $localize`Resource not watched any more`,
};

/** An event type in words; a type that is newer than this console stays as it is. */
export function eventTypeLabel(type: string): string {
  return words[type] ?? type;
}
