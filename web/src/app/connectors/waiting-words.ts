import { kindCounts, takesRules, type ConnectorDetails } from './offerings';

/** Something a connector waits for, with the place where it is decided. */
export interface WaitingFor {
  readonly words: string;
  /** Whether something stands still because of it. */
  readonly held: boolean;
  readonly tab: 'tools' | 'access' | 'connection';
  /** The filter of the tab that shows the rows in question. */
  readonly filter?: 'held' | 'unapproved' | 'gone';
  readonly action?: string;
}

/** What a connector waits for, most pressing first, in sentences. */
export function waitingFor(connector: ConnectorDetails): WaitingFor[] {
  if (connector.state === 'RETIRED') return [];
  return [...ofScan(connector), ...ofContracts(connector), ...ofRules(connector), ...ofState(connector)];
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

function ofContracts({ offerings }: ConnectorDetails): WaitingFor[] {
  const waiting: WaitingFor[] = [];
  const changed = offerings.filter((offering) => offering.contractState === 'CHANGED');
  const approved = offerings.filter((offering) => offering.contractState === 'APPROVED').length;
  if (changed.length) {
    const what =
      changed.length === 1
        ? $localize`${kindCounts(changed)}:what: changed upstream and is held.`
        : $localize`${kindCounts(changed)}:what: changed upstream and are held.`;
    const rest =
      approved === 0
        ? ''
        : approved === 1
          ? $localize`The other one keeps working.`
          : $localize`The other ${approved}:count: keep working.`;
    waiting.push({
      words: `${what} ${rest}`.trim(),
      held: true,
      tab: 'tools',
      filter: 'held',
      action: $localize`Review`,
    });
  }
  const fresh = offerings.filter((offering) => offering.contractState === 'NEW');
  if (fresh.length) {
    waiting.push({
      words:
        fresh.length === 1
          ? $localize`${kindCounts(fresh)}:what: is not approved yet.`
          : $localize`${kindCounts(fresh)}:what: are not approved yet.`,
      held: false,
      tab: 'tools',
      filter: 'unapproved',
      action: $localize`Look and approve`,
    });
  }
  const gone = offerings.filter((offering) => offering.contractState === 'GONE');
  if (gone.length) {
    waiting.push({
      words:
        gone.length === 1
          ? $localize`${kindCounts(gone)}:what: is approved, but not offered any more.`
          : $localize`${kindCounts(gone)}:what: are approved, but not offered any more.`,
      held: false,
      tab: 'tools',
      filter: 'gone',
      action: $localize`Show`,
    });
  }
  return waiting;
}

function ofRules({ offerings }: ConnectorDetails): WaitingFor[] {
  const decidable = offerings.filter((offering) => takesRules(offering) && offering.approvedHash !== null);
  if (decidable.length === 0) return [];
  if (decidable.some((offering) => offering.rules.some((rule) => rule.effect === 'ALLOW'))) return [];
  return [
    { words: $localize`Nothing is allowed yet: what no rule allows is blocked.`, held: false, tab: 'tools' },
  ];
}

function ofState({ state, offerings, viewerCan }: ConnectorDetails): WaitingFor[] {
  if (state !== 'DRAFT' || !offerings.some((offering) => offering.approvedHash !== null)) return [];
  return [
    {
      words: $localize`It is published to nobody yet.`,
      held: false,
      tab: 'access',
      action: viewerCan.publish ? $localize`Choose who may use it` : undefined,
    },
  ];
}
