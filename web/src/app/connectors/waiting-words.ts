import { kindCounts, takesRules, type ConnectorDetails } from './offerings';

/** Something a connector waits for, with the place where it is decided. */
export interface WaitingFor {
  readonly words: string;
  /** Whether something stands still because of it. */
  readonly held: boolean;
  readonly tab: 'tools' | 'connection';
  /** The filter of the tab that shows the rows in question. */
  readonly filter?: 'held' | 'unapproved' | 'gone';
  readonly action?: string;
}

/** What a connector waits for, most pressing first, in sentences. What a draft needs is told by `draftSteps`. */
export function waitingFor(connector: ConnectorDetails): WaitingFor[] {
  if (connector.state === 'RETIRED') return [];
  const isDraft = connector.state === 'DRAFT';
  return [
    ...ofScan(connector),
    ...ofChanged(connector),
    ...(isDraft ? [] : ofNew(connector)),
    ...ofGone(connector),
    ...(isDraft ? [] : ofRules(connector)),
  ];
}

function ofScan({ lastScan }: ConnectorDetails): WaitingFor[] {
  if (lastScan?.status !== 'FAILED') return [];
  const why = lastScan.failure?.message ?? '';
  return [
    {
      words: $localize`The last scan failed. ${why}:why:`.trim(),
      held: true,
      tab: 'connection',
      action: $localize`See what happened`,
    },
  ];
}

function ofChanged({ offerings }: ConnectorDetails): WaitingFor[] {
  const changed = offerings.filter((offering) => offering.contractState === 'CHANGED');
  if (changed.length === 0) return [];
  const what = kindCounts(changed);
  const held =
    changed.length === 1
      ? $localize`${what}:what: changed upstream and is held.`
      : $localize`${what}:what: changed upstream and are held.`;
  const approved = offerings.filter((offering) => offering.contractState === 'APPROVED').length;
  const words = `${held} ${restWords(approved)}`.trim();
  return [{ words, held: true, tab: 'tools', filter: 'held', action: $localize`Review` }];
}

function restWords(approved: number): string {
  if (approved === 0) return '';
  return approved === 1
    ? $localize`The other one keeps working.`
    : $localize`The other ${approved}:count: keep working.`;
}

function ofNew({ offerings }: ConnectorDetails): WaitingFor[] {
  const fresh = offerings.filter((offering) => offering.contractState === 'NEW');
  if (fresh.length === 0) return [];
  const what = kindCounts(fresh);
  const words =
    fresh.length === 1
      ? $localize`${what}:what: is not approved yet.`
      : $localize`${what}:what: are not approved yet.`;
  return [{ words, held: false, tab: 'tools', filter: 'unapproved', action: $localize`Look and approve` }];
}

function ofGone({ offerings }: ConnectorDetails): WaitingFor[] {
  const gone = offerings.filter((offering) => offering.contractState === 'GONE');
  if (gone.length === 0) return [];
  const what = kindCounts(gone);
  const words =
    gone.length === 1
      ? $localize`${what}:what: is approved, but not offered any more.`
      : $localize`${what}:what: are approved, but not offered any more.`;
  return [{ words, held: false, tab: 'tools', filter: 'gone', action: $localize`Show` }];
}

function ofRules({ offerings }: ConnectorDetails): WaitingFor[] {
  const decidable = offerings.filter((offering) => takesRules(offering) && offering.approvedHash !== null);
  if (decidable.length === 0) return [];
  if (decidable.some((offering) => offering.rules.some((rule) => rule.effect === 'ALLOW'))) return [];
  return [
    { words: $localize`Nothing is allowed yet: what no rule allows is blocked.`, held: false, tab: 'tools' },
  ];
}
