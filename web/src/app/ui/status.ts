import type {
  AuditOutcome,
  Classification,
  ConnectorState,
  ContractState,
  DataClass,
  HealthState,
  OfferingKind,
  Role,
  RuleEffect,
  ScanStatus,
} from '../graphql/generated/schema';
import type { IconName } from './icon';

/** What a colour means; nothing else in the console is coloured. */
export type Tone = 'allowed' | 'blocked' | 'held' | 'unknown' | 'neutral' | 'danger';

/** A state as people see it: a word, an icon and a tone, always together. */
export interface Status {
  readonly label: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

export function connectorStatus(state: ConnectorState): Status {
  switch (state) {
    case 'DRAFT':
      return { label: $localize`Draft`, icon: 'edit_note', tone: 'unknown' };
    case 'PUBLISHED':
      return { label: $localize`Published`, icon: 'check_circle', tone: 'allowed' };
    case 'SUSPENDED':
      return { label: $localize`Suspended`, icon: 'pause_circle', tone: 'blocked' };
    case 'RETIRED':
      return { label: $localize`Retired`, icon: 'archive', tone: 'neutral' };
  }
}

/** How a connector fares. */
export function healthStatus(state: HealthState): Status {
  switch (state) {
    case 'HEALTHY':
      return { label: $localize`Healthy`, icon: 'check_circle', tone: 'allowed' };
    case 'DEGRADED':
      return { label: $localize`Degraded`, icon: 'warning', tone: 'held' };
    case 'DOWN':
      return { label: $localize`Down`, icon: 'error', tone: 'blocked' };
    case 'UNKNOWN':
      return { label: $localize`Not called lately`, icon: 'help', tone: 'unknown' };
  }
}

export function contractStatus(state: ContractState): Status {
  switch (state) {
    case 'NEW':
      return { label: $localize`Not approved yet`, icon: 'new_releases', tone: 'unknown' };
    case 'APPROVED':
      return { label: $localize`Approved`, icon: 'verified_user', tone: 'allowed' };
    case 'CHANGED':
      return { label: $localize`Changed, held`, icon: 'pause_circle', tone: 'held' };
    case 'GONE':
      return { label: $localize`Not offered any more`, icon: 'link_off', tone: 'neutral' };
  }
}

/** The effect of a rule; without a rule the default stands, which is to block. */
export function ruleStatus(effect: RuleEffect | null): Status {
  switch (effect) {
    case 'ALLOW':
      return { label: $localize`Allowed`, icon: 'check_circle', tone: 'allowed' };
    case 'BLOCK':
      return { label: $localize`Blocked`, icon: 'block', tone: 'blocked' };
    case null:
      return { label: $localize`Blocked by default`, icon: 'block', tone: 'neutral' };
  }
}

/** What the policy said of one request: `allow`, `deny` or anything a later API adds. */
export function decisionStatus(effect: string): Status {
  switch (effect.toLowerCase()) {
    case 'allow':
      return { label: $localize`Allowed`, icon: 'check_circle', tone: 'allowed' };
    case 'deny':
    case 'block':
      return { label: $localize`Refused`, icon: 'block', tone: 'blocked' };
    default:
      return { label: effect, icon: 'help', tone: 'unknown' };
  }
}

export function outcomeStatus(outcome: AuditOutcome): Status {
  switch (outcome) {
    case 'SUCCESS':
      return { label: $localize`Done`, icon: 'check', tone: 'neutral' };
    case 'DENIED':
      return { label: $localize`Refused`, icon: 'block', tone: 'blocked' };
    case 'FAILURE':
      return { label: $localize`Failed`, icon: 'error', tone: 'held' };
  }
}

export function scanStatus(status: ScanStatus): Status {
  switch (status) {
    case 'RUNNING':
      return { label: $localize`Running`, icon: 'sync', tone: 'unknown' };
    case 'SUCCEEDED':
      return { label: $localize`Succeeded`, icon: 'check_circle', tone: 'allowed' };
    case 'FAILED':
      return { label: $localize`Failed`, icon: 'error', tone: 'blocked' };
  }
}

export function classificationStatus(classification: Classification): Status {
  switch (classification) {
    case 'READ':
      return { label: $localize`Reads`, icon: 'visibility', tone: 'neutral' };
    case 'WRITE':
      return { label: $localize`Writes`, icon: 'edit', tone: 'held' };
    case 'DESTRUCTIVE':
      return { label: $localize`Destroys`, icon: 'delete', tone: 'danger' };
  }
}

export function severityStatus(severity: string): Status {
  switch (severity.toLowerCase()) {
    case 'high':
    case 'critical':
      return { label: $localize`High`, icon: 'error', tone: 'danger' };
    case 'medium':
    case 'warning':
      return { label: $localize`Medium`, icon: 'warning', tone: 'held' };
    case 'low':
    case 'notice':
    case 'info':
      return { label: $localize`Low`, icon: 'info', tone: 'neutral' };
    default:
      return { label: severity, icon: 'help', tone: 'unknown' };
  }
}

/** A token's state as the API words it: `active`, `expired`, `revoked`. */
export function tokenStatus(state: string): Status {
  switch (state.toLowerCase()) {
    case 'active':
      return { label: $localize`Active`, icon: 'check_circle', tone: 'allowed' };
    case 'expired':
      return { label: $localize`Expired`, icon: 'schedule', tone: 'neutral' };
    case 'revoked':
      return { label: $localize`Revoked`, icon: 'block', tone: 'neutral' };
    default:
      return { label: state, icon: 'help', tone: 'unknown' };
  }
}

/** A member's status: `active`, `suspended`, or another word of the directory. */
export function memberStatus(status: string): Status {
  switch (status.toLowerCase()) {
    case 'active':
      return { label: $localize`Active`, icon: 'check_circle', tone: 'allowed' };
    case 'suspended':
    case 'deactivated':
    case 'disabled':
      return { label: $localize`Deactivated`, icon: 'block', tone: 'blocked' };
    default:
      return { label: status, icon: 'help', tone: 'unknown' };
  }
}

export function dataClassLabel(dataClass: DataClass): string {
  switch (dataClass) {
    case 'PUBLIC':
      return $localize`Public data`;
    case 'INTERNAL':
      return $localize`Internal data`;
    case 'CONFIDENTIAL':
      return $localize`Confidential data`;
    case 'RESTRICTED':
      return $localize`Restricted data`;
  }
}

export function offeringKindLabel(kind: OfferingKind): string {
  switch (kind) {
    case 'TOOL':
      return $localize`Tool`;
    case 'RESOURCE':
      return $localize`Resource`;
    case 'RESOURCE_TEMPLATE':
      return $localize`Resource template`;
    case 'PROMPT':
      return $localize`Prompt`;
    case 'INSTRUCTIONS':
      return $localize`Instructions`;
  }
}

export function roleLabel(role: Role): string {
  switch (role) {
    case 'OWNER':
      return $localize`Owner`;
    case 'ADMIN':
      return $localize`Admin`;
    case 'REVIEWER':
      return $localize`Reviewer`;
    case 'AUDITOR':
      return $localize`Auditor`;
    case 'UNIT_ADMIN':
      return $localize`Unit admin`;
    case 'DEVELOPER':
      return $localize`Developer`;
    case 'MEMBER':
      return $localize`Member`;
  }
}
