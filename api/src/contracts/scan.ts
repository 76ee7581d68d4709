import type { Definition, OfferingKind } from './contract.js';
import type { Finding } from './findings.js';
import type { Classification } from './classification.js';

/** What a look at a server goes through, in order. */
export const scanSteps = [
  'address',
  'connect',
  'protocol',
  'tools',
  'resources',
  'prompts',
  'check',
] as const;

export type ScanStepName = (typeof scanSteps)[number];

export interface ScanStep {
  readonly name: ScanStepName;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly detail: string | null;
}

/** Why a scan could not be finished, for the person who asked for it. */
export interface ScanFailure {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

/** An offering as a scan found it; the definition is the contract with this hash. */
export interface Found {
  readonly kind: OfferingKind;
  readonly name: string;
  readonly hash: string;
}

/** An offering that the scan left out, and why. */
export interface Refused {
  readonly kind: OfferingKind;
  readonly name: string;
  readonly code: string;
  readonly explanation: string;
}

/** How the offerings of a connector differ from what they were before the scan. */
export interface ScanChanges {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** What is known of a server's way of speaking, kept with the connector. */
export interface Verdict {
  readonly era: 'modern' | 'legacy';
  readonly revision: string;
  readonly transport: 'streamable-http' | 'http-sse';
  readonly serverInfo: { readonly name?: string; readonly version?: string; readonly title?: string };
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly instructions?: string;
  readonly checkedAt: string;
}

/** One look at what a server offers now. */
export interface Scan {
  readonly id: string;
  readonly connectorId: string | null;
  /** Null where the server announced changes and nobody asked. */
  readonly requestedBy: string | null;
  readonly url: string;
  readonly authentication: 'none' | 'static-header';
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly steps: readonly ScanStep[];
  readonly verdict: Verdict | null;
  readonly found: readonly Found[];
  readonly refused: readonly Refused[];
  readonly changes: ScanChanges | null;
  readonly failure: ScanFailure | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** An offering as a scan shows it before anything is registered. */
export interface FoundOffering extends Found {
  readonly title: string | null;
  readonly description: string | null;
  readonly classification: Classification;
  readonly definition: Definition;
  readonly findings: readonly Finding[];
}

/** A scan that is still running after this many milliseconds has lost its process. */
export const scanTimeoutMs = 60_000;

export const waitingSteps: readonly ScanStep[] = scanSteps.map((name) => ({
  name,
  status: 'waiting',
  detail: null,
}));
