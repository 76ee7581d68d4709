import { Component, computed, effect, inject, untracked } from '@angular/core';
import { ConnectorHealthDocument } from '../../graphql/generated/graphql';
import { queryResource } from '../../graphql/query-resource';
import { ErrorState } from '../../ui/error-state';
import { Identifier } from '../../ui/identifier';
import { Now } from '../../ui/now';
import { RelativeTime } from '../../ui/relative-time';
import { Skeleton } from '../../ui/skeleton';
import { healthStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { exactTime } from '../../ui/time-words';
import { UrlFilters } from '../../ui/url-filters';
import { ConnectorView } from '../detail/connector-view';
import { HealthChart } from './health-chart';
import { breakerWords, durationWords, probeWords, stateSentence, windowOf, windows } from './health-words';

/** How a connector fares: now, over a while, and what its breakers did. */
@Component({
  selector: 'app-health-tab',
  imports: [ErrorState, HealthChart, Identifier, RelativeTime, Skeleton, StatusBadge],
  templateUrl: './health-tab.html',
  styleUrl: './health-tab.scss',
})
export class HealthTab {
  private readonly view = inject(ConnectorView);
  private readonly url = inject(UrlFilters);
  protected readonly window = computed(() => windowOf(this.url.value('window')));
  private readonly answer = queryResource(ConnectorHealthDocument, () => {
    const slug = this.view.slug();
    return slug ? { slug, window: this.window() } : undefined;
  });
  protected readonly error = this.answer.error;
  protected readonly connector = computed(() =>
    this.answer.hasValue() ? (this.answer.value().connector ?? undefined) : undefined,
  );
  /** The steps in which something happened, newest first: what the table shows. */
  protected readonly eventful = computed(
    () =>
      this.connector()
        ?.healthHistory.points.filter(({ calls, refused, probes }) => calls + refused + probes > 0)
        .toReversed() ?? [],
  );
  protected readonly windows = windows;
  protected readonly healthStatus = healthStatus;
  protected readonly stateSentence = stateSentence;
  protected readonly breakerWords = breakerWords;
  protected readonly probeWords = probeWords;
  protected readonly durationWords = durationWords;
  protected readonly exactTime = exactTime;

  constructor() {
    const now = inject(Now);
    let opened = false;
    effect(() => {
      now.minute();
      if (opened) untracked(() => this.answer.reload());
      opened = true;
    });
  }

  protected choose(window: string): void {
    this.url.set({ window: window === 'DAY' ? undefined : window.toLowerCase() });
  }

  protected reload(): void {
    this.answer.reload();
  }
}
