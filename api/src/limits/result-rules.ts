import type { ChosenLimits, ResultChoices } from './limit-setting.js';

/** What is done with the results of a connector. */
export type ResultRules = Readonly<Required<ResultChoices>>;

/** The largest answer that any connector's upstream may give, in bytes. */
export const largestResult = 4 * 1024 * 1024;

/** What holds where nothing was chosen: everything is passed on as it is, and what looks like a trap is reported. */
export const usualRules: ResultRules = {
  maximumBytes: largestResult,
  redactSecrets: false,
  redactPersonalData: false,
  reportMarkers: true,
  removeHidden: false,
  listedHosts: [],
};

/** What holds for a connector: its own choice, else the organization's, else the usual. */
export function resultRulesOf(chosen: ChosenLimits, connectorId: string | null): ResultRules {
  const ofConnector = connectorId === null ? undefined : chosen.connectors.get(connectorId)?.results;
  return { ...usualRules, ...chosen.organization.results, ...ofConnector };
}
