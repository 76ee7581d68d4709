import { Injectable } from '@nestjs/common';
import { GuardedHttp } from '../platform/http-out/guarded-http.js';
import { listOfferings } from '../platform/mcp/offerings/list-offerings.js';
import { McpUpstreamError } from '../platform/mcp/upstream-error.js';
import { probe } from '../platform/mcp/upstream/probe.js';
import type { UpstreamStep, UpstreamTarget } from '../platform/mcp/upstream/target.js';
import { UpstreamClient } from '../platform/mcp/upstream/upstream-client.js';
import { contractOf, type Contract } from './contract.js';
import {
  scanTimeoutMs,
  waitingSteps,
  type Refused,
  type ScanFailure,
  type ScanStep,
  type Verdict,
} from './scan.js';

/** What a scan found, or why it found nothing. */
export type ScanResult =
  | {
      readonly ok: true;
      readonly verdict: Verdict;
      readonly contracts: readonly Contract[];
      readonly refused: readonly Refused[];
    }
  | { readonly ok: false; readonly failure: ScanFailure };

/** Looks at a server: how it speaks, and everything it offers. Knows nothing of organizations. */
@Injectable()
export class ScanRunner {
  constructor(
    private readonly http: GuardedHttp,
    private readonly upstreams: UpstreamClient,
  ) {}

  /** @param onSteps hears the whole list of steps whenever one changes. */
  async run(target: UpstreamTarget, onSteps: (steps: readonly ScanStep[]) => void): Promise<ScanResult> {
    let steps = waitingSteps;
    const onStep = (step: UpstreamStep) => {
      steps = steps.map((known) =>
        known.name === step.name
          ? { ...known, status: step.status, detail: step.detail ?? known.detail }
          : known,
      );
      onSteps(steps);
    };
    const signal = AbortSignal.timeout(scanTimeoutMs);
    try {
      const verdict = await probe(this.http, target, { signal, onStep });
      const { offerings, refused } = await listOfferings(this.upstreams, target, verdict, { signal, onStep });
      return { ok: true, verdict, contracts: offerings.map(contractOf), refused };
    } catch (error) {
      if (!(error instanceof McpUpstreamError)) throw error;
      const running = steps.find(({ status }) => status === 'running');
      if (running) onStep({ name: running.name, status: 'failed' });
      return {
        ok: false,
        failure: { code: error.code, message: error.explanation, nextStep: error.nextStep },
      };
    }
  }
}
