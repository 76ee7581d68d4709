import { kindCounts, takesRules, waitsForApproval, type ConnectorDetails } from './offerings';

/** One of the three things that make a draft usable. */
export interface DraftStep {
  readonly key: 'approve' | 'allow' | 'publish';
  readonly title: string;
  /** How far it is, or what it does. */
  readonly detail: string;
  readonly done: boolean;
}

/** What is next for a draft: approve what it says, allow what may be used, publish it to people. */
export function draftSteps(connector: ConnectorDetails): DraftStep[] {
  const { offerings, publications } = connector;
  const waiting = offerings.filter(waitsForApproval);
  const approved = offerings.filter((offering) => offering.approvedHash !== null);
  const allowed = approved.filter(
    (offering) => takesRules(offering) && offering.rules.some((rule) => rule.effect === 'ALLOW'),
  );
  return [
    {
      key: 'approve',
      title: $localize`Approve`,
      detail: waiting.length
        ? $localize`${kindCounts(waiting)}:what: to read and approve`
        : $localize`${kindCounts(approved) || '0'}:what: approved`,
      done: approved.length > 0 && waiting.length === 0,
    },
    {
      key: 'allow',
      title: $localize`Allow`,
      detail: allowed.length
        ? $localize`${kindCounts(allowed)}:what: allowed`
        : $localize`Everything is blocked until a rule allows it`,
      done: allowed.length > 0,
    },
    {
      key: 'publish',
      title: $localize`Publish`,
      detail: $localize`Nobody finds it in the catalog before that`,
      done: publications.length > 0,
    },
  ];
}
