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

/** What the state means, in sentences with its numbers. */
export function stateSentence(health: Omit<ConnectorHealth, 'since' | 'lastFailure'>): string {
  const { state, calls, failures, probes, failedProbes, gateways, openGateways } = health;
  const asked = $localize`Castellan itself asked it in the last five minutes: no usable answer to ${failedProbes}:failed: of ${probes}:probes:.`;
  switch (state) {
    case 'UNKNOWN':
      return $localize`Nobody has called it in the last minutes, nor has Castellan asked it, so it is not known how it fares.`;
    case 'DOWN':
      if (openGateways > 0)
        return $localize`It gave no answer the last times, so calls are refused at once. It is tried again by itself.`;
      if (calls === 1) return $localize`The only call of the last five minutes got no usable answer.`;
      return calls === 0 ? asked : $localize`None of the last ${calls}:calls: calls got a usable answer.`;
    case 'DEGRADED':
      if (openGateways > 0)
        return $localize`${openGateways}:open: of ${gateways}:gateways: gateways let no calls through, because the last ones failed there.`;
      return failures === 0
        ? asked
        : $localize`${failures}:failures: of ${calls}:calls: calls in the last five minutes got no usable answer.`;
    case 'HEALTHY':
      if (calls === 1 && failures === 0)
        return $localize`The only call of the last five minutes was answered.`;
      if (calls > 0)
        return $localize`${calls - failures}:answered: of ${calls}:calls: calls in the last five minutes were answered.`;
      return probes > 0
        ? $localize`Nobody called it in the last five minutes. It answered when Castellan itself asked.`
        : $localize`All was well when it was called or asked last.`;
  }
}

/** How often Castellan itself asked in a step, and what came of it. */
export function probeWords({ probes, failedProbes }: Pick<HealthPoint, 'probes' | 'failedProbes'>): string {
  if (probes === 0) return '–';
  if (failedProbes === 0) return $localize`${probes}:probes:, answered`;
  return $localize`${probes}:probes:, ${failedProbes}:failed: not answered`;
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
  const probes = sum((point) => point.probes);
  const failedProbes = sum((point) => point.failedProbes);
  const asked = probes === 0 ? '' : ` ${askedSentence(probes, failedProbes)}`;
  if (calls + refused === 0) return $localize`No calls in this time.` + asked;
  const parts = [$localize`${calls}:calls: calls, ${failures}:failures: without a usable answer`];
  if (refused > 0) parts.push($localize`${refused}:refused: refused at once`);
  if (slowest > 0)
    parts.push($localize`95 % of them took ${durationWords(slowest)}:duration: or less, at the slowest time`);
  return `${parts.join(', ')}.${asked}`;
}

function askedSentence(probes: number, failed: number): string {
  if (probes === 1)
    return failed === 0
      ? $localize`Castellan itself asked once, and got an answer.`
      : $localize`Castellan itself asked once, and got no usable answer.`;
  if (failed === 0)
    return $localize`Castellan itself asked ${probes}:probes: times, and always got an answer.`;
  return $localize`Castellan itself asked ${probes}:probes: times, and got no usable answer to ${failed}:failed: of them.`;
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
