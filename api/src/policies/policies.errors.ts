import { Refusal } from '../kernel/refusal.js';
import type { ConnectorState } from './policy.js';

/** What can go wrong when an audience or a rule is changed. */
export type PolicyErrorCode =
  | 'nothing_approved'
  | 'connector_not_publishable'
  | 'group_unknown'
  | 'offering_unknown'
  | 'rule_not_applicable'
  | 'duplicate_change'
  | 'nothing_changed'
  | 'too_many_changes'
  | 'policy_unavailable';

export function nothingApproved(name: string): Refusal<PolicyErrorCode> {
  return new Refusal(
    'nothing_approved',
    `Nothing in ${name} is approved yet, so there is nothing to publish.`,
    'Approve at least one tool, resource or prompt, then publish.',
  );
}

export function notPublishable(name: string, state: ConnectorState): Refusal<PolicyErrorCode> {
  return new Refusal(
    'connector_not_publishable',
    `${name} is ${state}, so who may use it cannot be changed.`,
    state === 'suspended'
      ? 'Resume the connector first.'
      : 'A retired connector stays retired: register it anew.',
  );
}

export function unknownGroup(field: string): Refusal<PolicyErrorCode> {
  return new Refusal(
    'group_unknown',
    'One of the groups does not exist any more, or is not in this organization. Nothing was saved.',
    'Reload the page and choose again.',
    field,
  );
}

export function unknownOffering(): Refusal<PolicyErrorCode> {
  return new Refusal(
    'offering_unknown',
    'One of the tools, resources or prompts is not in this connector. Nothing was saved.',
    'Reload the connector and choose again.',
    'changes',
  );
}

export function noRuleForInstructions(): Refusal<PolicyErrorCode> {
  return new Refusal(
    'rule_not_applicable',
    "A server's instructions have no rules: they are served once they are approved.",
    'Leave them out.',
    'changes',
  );
}

export function duplicateChange(): Refusal<PolicyErrorCode> {
  return new Refusal(
    'duplicate_change',
    'The same tool and audience is changed twice, so it is not clear which is meant. Nothing was saved.',
    'Name each tool and audience once.',
    'changes',
  );
}

export function nothingChanged(): Refusal<PolicyErrorCode> {
  return new Refusal(
    'nothing_changed',
    'This is already so; there was nothing to save.',
    'Nothing is needed.',
  );
}

export function tooManyChanges(maximum: number): Refusal<PolicyErrorCode> {
  return new Refusal(
    'too_many_changes',
    `At most ${maximum} cells can be changed at once. Nothing was saved.`,
    'Save in several steps.',
    'changes',
  );
}

/** The gateway does not know for certain what is allowed now, so it allows nothing. */
export function policyUnavailable(): Refusal<PolicyErrorCode> {
  return new Refusal(
    'policy_unavailable',
    'What is allowed cannot be checked at the moment, so nothing is.',
    'Try again in a few seconds; if it stays, tell your operator that the database cannot be reached.',
  );
}
