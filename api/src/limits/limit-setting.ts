import type { LimitChoices } from '../kernel/limits.js';

/** What is done with results, as far as somebody chose. */
export interface ResultChoices {
  /** The largest answer that is passed on, in bytes. */
  readonly maximumBytes?: number;
  readonly redactSecrets?: boolean;
  readonly redactPersonalData?: boolean;
  readonly reportMarkers?: boolean;
  /** Whether invisible characters and images from elsewhere are taken out of text. */
  readonly removeHidden?: boolean;
  /** Hosts that results may lead to; links to others are reported. Empty: no link is. */
  readonly listedHosts?: readonly string[];
}

/** What was chosen for one thing. */
export interface Chosen {
  readonly limits: LimitChoices;
  readonly results: ResultChoices;
}

/** What was chosen for an organization (no connector), one of its connectors, or one offering of that. */
export interface LimitSetting extends Chosen {
  readonly connectorId: string | null;
  readonly offeringId: string | null;
}

/** Where a limit was chosen; nothing is chosen for a whole installation but by its operator. */
export type LimitSource = 'connector' | 'organization' | 'installation';

/** Everything an organization chose, found by key. Never changed: it belongs to one version of the policy. */
export interface ChosenLimits {
  readonly organization: Chosen;
  readonly connectors: ReadonlyMap<string, Chosen>;
  readonly offerings: ReadonlyMap<string, Chosen>;
}

const nothing: Chosen = { limits: {}, results: {} };

/** Orders what was chosen by what it was chosen for. */
export function compileSettings(settings: readonly LimitSetting[]): ChosenLimits {
  const connectors = new Map<string, Chosen>();
  const offerings = new Map<string, Chosen>();
  let organization = nothing;
  for (const { connectorId, offeringId, limits, results } of settings) {
    const chosen = { limits, results };
    if (offeringId !== null) offerings.set(offeringId, chosen);
    else if (connectorId !== null) connectors.set(connectorId, chosen);
    else organization = chosen;
  }
  return { organization, connectors, offerings };
}
