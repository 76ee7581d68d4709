import type { LimitSettingsStateFragment } from '../graphql/generated/graphql';
import { textsOf, type LimitTexts } from './limit-draft';
import { amountText, resultSwitches, typedAmount, type ResultSwitch } from './limit-words';

/** What was typed: limits by subject and quantity, and what is done with results. An empty text is no choice. */
export interface SettingsDraft {
  readonly limits: LimitTexts;
  readonly switches: Readonly<Record<ResultSwitch, '' | 'on' | 'off'>>;
  readonly maximumBytes: string;
  readonly hosts: string;
}

/** What is chosen, as it stands in the fields. */
export function draftOf({ limits, results }: LimitSettingsStateFragment): SettingsDraft {
  const word = (value: boolean | null | undefined) => (value == null ? '' : value ? 'on' : 'off');
  return {
    limits: textsOf(limits),
    switches: {
      redactSecrets: word(results.redactSecrets),
      redactPersonalData: word(results.redactPersonalData),
      reportMarkers: word(results.reportMarkers),
      removeHidden: word(results.removeHidden),
    },
    maximumBytes: results.maximumBytes === null ? '' : amountText('BYTES_PER_MINUTE', results.maximumBytes),
    hosts: results.listedHosts?.join('\n') ?? '',
  };
}

/** How many fields say something else than what is chosen. */
export function changesOf(settings: LimitSettingsStateFragment, draft: SettingsDraft): number {
  const chosen = draftOf(settings);
  const pairs = [
    ...Object.keys(chosen.limits).map((key) => [chosen.limits[key], draft.limits[key]]),
    ...resultSwitches.map(({ key }) => [chosen.switches[key], draft.switches[key]]),
    [chosen.maximumBytes, draft.maximumBytes],
    [chosen.hosts, draft.hosts],
  ];
  return pairs.filter(([before, after]) => before?.trim() !== after?.trim()).length;
}

/** What the API is asked to save about results. */
export function resultsOf({ switches, maximumBytes, hosts }: SettingsDraft) {
  const chosen = (word: '' | 'on' | 'off') => (word === '' ? null : word === 'on');
  const listed = hosts.split(/[\s,]+/).filter((host) => host !== '');
  return {
    maximumBytes: typedAmount('BYTES_PER_MINUTE', maximumBytes) ?? null,
    redactSecrets: chosen(switches.redactSecrets),
    redactPersonalData: chosen(switches.redactPersonalData),
    reportMarkers: chosen(switches.reportMarkers),
    removeHidden: chosen(switches.removeHidden),
    listedHosts: listed.length > 0 ? listed : null,
  };
}
