import { computed, DestroyRef, inject, Service, signal } from '@angular/core';
import {
  ScanInProgressDocument,
  ScanResultDocument,
  StartScanDocument,
  type ScanProgressFragment,
  type ScanResultQuery,
} from '../graphql/generated/graphql';
import type { StartScanInput } from '../graphql/generated/schema';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../graphql/graphql-client';

/** A finished scan with everything it found. */
export type ScanResult = NonNullable<ScanResultQuery['scan']>;

/** One offering as a scan found it. */
export type FoundOffering = ScanResult['found'][number];

const pause = 500;

/** Starts a scan and follows it until it ends, or until whoever watches it is gone. */
@Service({ autoProvided: false })
export class ScanWatch {
  private readonly client = inject(GraphqlClient);
  private round = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The scan as it was seen last. */
  readonly scan = signal<ScanProgressFragment | undefined>(undefined);
  /** Why it could not be started. */
  readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  /** A failure on the way to the API; the scan itself may go on. */
  readonly failure = signal<unknown>(undefined);
  private readonly asked = signal(false);
  readonly running = computed(() => this.asked() || (this.scan()?.status === 'RUNNING' && !this.failure()));

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  /** Starts a scan; resolves with it once it has succeeded or failed, and with nothing when it could not be followed. */
  async start(input: Partial<StartScanInput>): Promise<ScanProgressFragment | undefined> {
    const round = this.begin();
    try {
      const none = { connectorId: null, url: null, transport: null, headerName: null, headerValue: null };
      const { startScan } = await this.client.send(StartScanDocument, { input: { ...none, ...input } });
      if (round !== this.round) return undefined;
      this.asked.set(false);
      if (isRefusal(startScan)) {
        this.refusal.set(startScan);
        return undefined;
      }
      this.scan.set(startScan);
      return await this.follow(startScan.id, round);
    } catch (error) {
      // The API could not be asked, or answered with a fault: the person sees it and can look again.
      return this.fail(error, round);
    }
  }

  /** Goes on following after a failure on the way. */
  async lookAgain(): Promise<ScanProgressFragment | undefined> {
    const scan = this.scan();
    if (!scan) return undefined;
    const round = this.begin(scan);
    this.asked.set(false);
    try {
      return await this.follow(scan.id, round);
    } catch (error) {
      // As in `start`.
      return this.fail(error, round);
    }
  }

  /** Everything the scan found. */
  async result(id: string): Promise<ScanResult | undefined> {
    return (await this.client.send(ScanResultDocument, { id })).scan ?? undefined;
  }

  /** Stops following and forgets the scan. */
  stop(): void {
    this.round += 1;
    clearTimeout(this.timer);
    this.asked.set(false);
    this.scan.set(undefined);
    this.refusal.set(undefined);
    this.failure.set(undefined);
  }

  private begin(scan?: ScanProgressFragment): number {
    this.stop();
    this.scan.set(scan);
    this.asked.set(true);
    return this.round;
  }

  private async follow(id: string, round: number): Promise<ScanProgressFragment | undefined> {
    while (round === this.round && this.scan()?.status === 'RUNNING') {
      await new Promise<void>((resolve) => (this.timer = setTimeout(resolve, pause)));
      if (round !== this.round) return undefined;
      const { scan } = await this.client.send(ScanInProgressDocument, { id });
      if (round !== this.round || !scan) return undefined;
      this.scan.set(scan);
    }
    return round === this.round ? this.scan() : undefined;
  }

  private fail(error: unknown, round: number): undefined {
    if (round !== this.round) return;
    this.asked.set(false);
    this.failure.set(error);
  }
}
