import { Component, computed, input } from '@angular/core';
import { exactTime } from '../../ui/time-words';
import { chartSummary, durationWords, probeWords, type HealthPoint } from './health-words';

/** Height of the drawing above and below its axis, in its own units; one step is one unit wide. */
const above = 60;
const below = 30;

/**
 * Calls by time: what was answered stands above the line, what failed or was refused hangs below it, so that no colour
 * is needed to tell them apart. The numbers are in a table beside it.
 */
@Component({
  selector: 'app-health-chart',
  template: `
    <figure>
      <div class="scale" aria-hidden="true">
        <span>{{ top() }}</span>
        <span i18n>answered</span>
        <span i18n>not answered</span>
      </div>
      <svg
        role="img"
        preserveAspectRatio="none"
        [attr.aria-label]="summary()"
        [attr.viewBox]="'0 0 ' + points().length + ' ' + height"
      >
        @for (bar of bars(); track bar.x) {
          <g>
            <title>{{ bar.title }}</title>
            <rect class="hover" [attr.x]="bar.x" y="0" width="1" [attr.height]="height" />
            <rect
              class="answered"
              [attr.x]="bar.x + 0.1"
              [attr.y]="axis - bar.answered"
              width="0.8"
              [attr.height]="bar.answered"
            />
            <rect
              class="failed"
              [attr.x]="bar.x + 0.1"
              [attr.y]="axis"
              width="0.8"
              [attr.height]="bar.failed"
            />
            <rect
              class="refused"
              [attr.x]="bar.x + 0.3"
              [attr.y]="axis + bar.failed"
              width="0.4"
              [attr.height]="bar.refused"
            />
          </g>
        }
        <line
          class="axis"
          x1="0"
          [attr.x2]="points().length"
          [attr.y1]="axis"
          [attr.y2]="axis"
          vector-effect="non-scaling-stroke"
        />
      </svg>
      <div class="times" aria-hidden="true">
        <span>{{ times()[0] }}</span>
        <span>{{ times()[1] }}</span>
      </div>
      <figcaption>{{ summary() }}</figcaption>
    </figure>
  `,
  styles: `
    figure {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 4px 8px;
      margin: 0;
    }
    .scale {
      display: grid;
      grid-template-rows: 1fr 1fr 1fr;
      color: var(--text-muted);
      font-size: 12px;
      text-align: end;
    }
    .scale span:nth-child(2) {
      align-self: end;
    }
    svg {
      width: 100%;
      height: 160px;
      border-radius: var(--radius);
      background: var(--sunken);
    }
    .hover {
      fill: transparent;
    }
    g:hover .hover {
      fill: var(--hover);
    }
    .answered {
      fill: var(--allowed);
    }
    .failed {
      fill: var(--blocked);
    }
    .refused {
      fill: var(--held);
    }
    .axis {
      stroke: var(--line-strong);
      stroke-width: 1;
    }
    .times {
      display: flex;
      grid-column: 2;
      justify-content: space-between;
      color: var(--text-muted);
      font-size: 12px;
    }
    figcaption {
      grid-column: 1 / -1;
    }
    @media (forced-colors: active) {
      .answered,
      .failed,
      .refused {
        fill: CanvasText;
      }
    }
  `,
})
export class HealthChart {
  readonly points = input.required<readonly HealthPoint[]>();
  protected readonly axis = above;
  protected readonly height = above + below;
  protected readonly summary = computed(() => chartSummary(this.points()));
  /** Of the two halves, so that both fit with one scale. */
  private readonly scale = computed(() => {
    const tallest = Math.max(1, ...this.points().map(({ calls, failures }) => calls - failures));
    const deepest = Math.max(1, ...this.points().map(({ failures, refused }) => failures + refused));
    return Math.min(above / tallest, below / deepest);
  });
  /** How many calls the upper edge stands for. */
  protected readonly top = computed(() => Math.round(above / this.scale()));
  protected readonly bars = computed(() =>
    this.points().map((point, x) => ({
      x,
      answered: (point.calls - point.failures) * this.scale(),
      failed: point.failures * this.scale(),
      refused: point.refused * this.scale(),
      title: titleOf(point),
    })),
  );
  protected readonly times = computed(() => {
    const points = this.points();
    return [points[0], points.at(-1)].map((point) => (point ? exactTime(point.at) : ''));
  });
}

function titleOf(point: HealthPoint): string {
  const { at, calls, failures, refused, p95Ms } = point;
  const counts = $localize`${calls}:calls: calls, ${failures}:failures: without a usable answer, ${refused}:refused: refused at once`;
  const asked = $localize`asked by Castellan: ${probeWords(point)}:probes:`;
  return `${exactTime(at)}: ${counts}, ${durationWords(p95Ms)}, ${asked}`;
}
