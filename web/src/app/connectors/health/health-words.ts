import type { ConnectorHealthQuery } from '../../graphql/generated/graphql';
import type { BreakerPhase, HealthWindow } from '../../graphql/generated/schema';

type Answer = NonNullable<ConnectorHealthQuery['connector']>;

/** How a connector fares now. */
export type ConnectorHealth = Answer['health'];

/** One step of its history. */
export type HealthPoint = Answer['healthHistory']['points'][number];

/** The windows to choose from, with what each is called. */
export const windows: readonly { readonly value: HealthWindow; readonly label: string }[] = [
  { value: 'HOUR', label: $localize`Last hour` },
  { value: 'DAY', label: $localize`Last day` },
  { value: 'WEEK', label: $localize`Last week` },
];

/** What the state means, in a sentence with its numbers. */
export function stateSentence({ state, calls, failures, gateways, openGateways }: ConnectorHealth): string {
  switch (state) {
    case 'UNKNOWN':
      return $localize`Nobody has called it in the last quarter of an hour, so it is not known how it fares.`;
    case 'DOWN':
      return openGateways > 0
        ? $localize`Its last calls failed, so calls are refused at once and tried again one at a time.`
        : $localize`None of the last ${calls}:calls: calls got a usable answer.`;
    case 'DEGRADED':
      return openGateways > 0
        ? $localize`${openGateways}:open: of ${gateways}:gateways: gateways let no calls through, because the last ones failed there.`
        : $localize`${failures}:failures: of ${calls}:calls: calls in the last five minutes got no usable answer.`;
    case 'HEALTHY':
      return calls === 0
        ? $localize`All was well when it was called last.`
        : $localize`${calls - failures}:answered: of ${calls}:calls: calls in the last five minutes were answered.`;
  }
}

/** What a gateway did when its breaker changed. */
export function breakerWords(to: BreakerPhase): string {
  switch (to) {
    case 'OPEN':
      return $localize`Stopped calling it`;
    case 'HALF_OPEN':
      return $localize`Let one call try`;
    case 'CLOSED':
      return $localize`Called it again`;
  }
}

/** Everything a chart of these steps shows, in a sentence for those who do not see it. */
export function chartSummary(points: readonly HealthPoint[]): string {
  const sum = (count: (point: HealthPoint) => number) =>
    points.reduce((total, point) => total + count(point), 0);
  const calls = sum((point) => point.calls);
  const failures = sum((point) => point.failures);
  const refused = sum((point) => point.refused);
  const slowest = Math.max(0, ...points.map(({ p95Ms }) => p95Ms ?? 0));
  if (calls + refused === 0) return $localize`No calls in this time.`;
  const parts = [$localize`${calls}:calls: calls, ${failures}:failures: without a usable answer`];
  if (refused > 0) parts.push($localize`${refused}:refused: refused at once`);
  if (slowest > 0)
    parts.push($localize`95 % of them took ${durationWords(slowest)}:duration: or less, at the slowest time`);
  return `${parts.join(', ')}.`;
}

/** A duration as people say it. */
export function durationWords(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1_000) return $localize`${milliseconds}:milliseconds: ms`;
  const seconds = milliseconds / 1_000;
  return $localize`${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)}:seconds: s`;
}

/** The window an address names; the last day unless it names one. */
export function windowOf(value: string | undefined): HealthWindow {
  return windows.find((window) => window.value.toLowerCase() === value)?.value ?? 'DAY';
}
