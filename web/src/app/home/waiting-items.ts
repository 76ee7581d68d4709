import { stateSentence } from '../connectors/health/health-words';
import type { HomeConnectorsQuery } from '../graphql/generated/graphql';
import { healthStatus, type Status } from '../ui/status';

export type HomeConnector = HomeConnectorsQuery['waiting']['edges'][number]['node'];

/** A connector that people use, and how it fares. */
export type PublishedConnector = HomeConnectorsQuery['published']['edges'][number]['node'];

/** One thing that waits: what it is, since when, and where the act is. */
export interface WaitingItem {
  readonly connector: Pick<HomeConnector, 'id' | 'slug' | 'name'>;
  readonly status: Status;
  readonly words: string;
  readonly since: string | null;
  readonly action: string;
  readonly tab: 'tools' | 'access' | 'connection' | 'health';
}

/** What does not work for the people who use it, what does not at all first. */
export function troubleItems(connectors: readonly PublishedConnector[]): WaitingItem[] {
  const of = (state: PublishedConnector['health']['state']) =>
    connectors
      .filter(({ health }) => health.state === state)
      .map((connector) => ({
        connector,
        status: healthStatus(state),
        words: stateSentence(connector.health),
        since: connector.health.since,
        action: $localize`See what fails`,
        tab: 'health' as const,
      }));
  return [...of('DOWN'), ...of('DEGRADED')];
}

/** What waits on these connectors, the most pressing first: held, failed, suspended, draft. */
export function waitingItems(connectors: readonly HomeConnector[]): WaitingItem[] {
  const live = connectors.filter((connector) => connector.state !== 'RETIRED');
  return [
    ...live.flatMap(held),
    ...live.flatMap(failed),
    ...live.flatMap(suspended),
    ...live.flatMap(drafts),
  ];
}

function held(connector: HomeConnector): WaitingItem[] {
  const count = connector.offeringCounts.held;
  if (count === 0 || connector.state === 'DRAFT') return [];
  return [
    {
      connector,
      status: { label: $localize`Held`, icon: 'pause_circle', tone: 'held' },
      words:
        count === 1
          ? $localize`1 offering differs from what was approved and is held. The others keep working.`
          : $localize`${count}:count: offerings differ from what was approved and are held. The others keep working.`,
      since: connector.lastScan?.finishedAt ?? null,
      action: connector.viewerCan.approve ? $localize`Review it` : $localize`Look at it`,
      tab: 'tools',
    },
  ];
}

function failed(connector: HomeConnector): WaitingItem[] {
  const scan = connector.lastScan;
  if (scan?.status !== 'FAILED') return [];
  return [
    {
      connector,
      status: { label: $localize`Scan failed`, icon: 'error', tone: 'blocked' },
      words: scan.failure
        ? `${scan.failure.message} ${scan.failure.nextStep}`
        : $localize`The last scan did not finish.`,
      since: scan.finishedAt ?? scan.startedAt,
      action: connector.viewerCan.scan ? $localize`Look and scan again` : $localize`Look at it`,
      tab: 'connection',
    },
  ];
}

function suspended(connector: HomeConnector): WaitingItem[] {
  if (connector.state !== 'SUSPENDED') return [];
  return [
    {
      connector,
      status: { label: $localize`Suspended`, icon: 'pause_circle', tone: 'blocked' },
      words: $localize`Nobody can use it until it is resumed.`,
      since: connector.stateSince,
      action: connector.viewerCan.resume ? $localize`Look and resume` : $localize`Look at it`,
      tab: 'tools',
    },
  ];
}

function drafts(connector: HomeConnector): WaitingItem[] {
  if (connector.state !== 'DRAFT') return [];
  const { allowed, tools } = connector.offeringCounts;
  return [
    {
      connector,
      status: { label: $localize`Draft`, icon: 'edit_note', tone: 'unknown' },
      words:
        allowed === 0
          ? $localize`None of its ${tools}:count: tools is allowed yet, and nobody can use it.`
          : $localize`${allowed}:count: allowed, not published to anyone yet.`,
      since: connector.stateSince,
      action: connector.viewerCan.publish ? $localize`Go on with it` : $localize`Look at it`,
      tab: allowed === 0 ? 'tools' : 'access',
    },
  ];
}
