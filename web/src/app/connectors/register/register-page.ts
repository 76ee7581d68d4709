import { afterNextRender, Component, computed, ElementRef, inject, Injector, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { RegisterConnectorDocument } from '../../graphql/generated/graphql';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../../graphql/graphql-client';
import { Session } from '../../shell/session';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Icon } from '../../ui/icon';
import { Notices } from '../../ui/notices';
import { PageHeader } from '../../ui/page-header';
import { ScanProgress } from '../scan-progress';
import { ScanWatch, type ScanResult } from '../scan-watch';
import { AboutStep, type About } from './about-step';
import { AddressStep, type Address } from './address-step';
import { FoundStep } from './found-step';

/** Registers a connector: an address, a look at what is there, and who answers for it. It ends as a draft. */
@Component({
  selector: 'app-register-page',
  imports: [
    AboutStep,
    AddressStep,
    EmptyState,
    ErrorState,
    FoundStep,
    Icon,
    MatButton,
    PageHeader,
    RouterLink,
    ScanProgress,
  ],
  templateUrl: './register-page.html',
  styleUrl: './register-page.scss',
  providers: [ScanWatch],
})
export class RegisterPage {
  protected readonly watch = inject(ScanWatch);
  private readonly session = inject(Session);
  private readonly client = inject(GraphqlClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly mayRegister = computed(() => this.session.can('connector.manage'));
  protected readonly crumbs = [{ label: $localize`Connectors`, link: '/connectors' }];
  protected readonly step = signal<'address' | 'found' | 'about'>('address');
  protected readonly steps = [
    { key: 'address', label: $localize`Address` },
    { key: 'found', label: $localize`What is there` },
    { key: 'about', label: $localize`Who answers for it` },
  ] as const;
  protected readonly position = computed(() => this.steps.findIndex((each) => each.key === this.step()));
  protected readonly result = signal<ScanResult | undefined>(undefined);
  protected readonly saving = signal(false);
  protected readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly kept = $localize`Nothing was registered. What you typed is still here.`;
  /** The address that was looked at. It holds the credential, which stays in memory until it is registered. */
  private address: Address | undefined;

  protected async lookAt(address: Address): Promise<void> {
    this.address = address;
    const scan = await this.watch.start({
      url: address.url,
      transport: address.transport || null,
      headerName: address.headerName || null,
      headerValue: address.headerValue || null,
    });
    await this.showFound(scan?.id, scan?.status);
  }

  protected async again(): Promise<void> {
    if (this.watch.scan()?.status === 'RUNNING') {
      const scan = await this.watch.lookAgain();
      await this.showFound(scan?.id, scan?.status);
    } else if (this.address) {
      await this.lookAt(this.address);
    }
  }

  protected async register(about: About): Promise<void> {
    const scan = this.result();
    if (!scan) return;
    this.saving.set(true);
    this.refusal.set(undefined);
    this.failure.set(undefined);
    try {
      const input = {
        ...about,
        scanId: scan.id,
        headerName: this.address?.headerName || null,
        headerValue: this.address?.headerValue || null,
      };
      const { registerConnector } = await this.client.send(RegisterConnectorDocument, { input });
      if (isRefusal(registerConnector)) {
        this.refusal.set(registerConnector);
        return;
      }
      this.notices.say($localize`${about.name}:name: is registered as a draft. Nobody can use it yet.`);
      await this.router.navigate(['/connectors', registerConnector.slug]);
    } catch (error) {
      // Whether the API registered it before the failure is not known; the page says so and keeps everything.
      this.failure.set(error);
    } finally {
      this.saving.set(false);
    }
  }

  protected back(step: 'address' | 'found'): void {
    if (step === 'address') this.watch.stop();
    this.goTo(step);
  }

  /** Shows a step and leads keyboard and screen reader to its beginning. */
  protected goTo(step: 'address' | 'found' | 'about'): void {
    this.step.set(step);
    const start = step === 'address' ? 'input[type="url"]' : `[data-step="${step}"]`;
    afterNextRender(() => this.host.querySelector<HTMLElement>(start)?.focus(), { injector: this.injector });
  }

  private async showFound(id: string | undefined, status: string | undefined): Promise<void> {
    if (!id || status !== 'SUCCEEDED') return;
    try {
      this.result.set(await this.watch.result(id));
      this.goTo('found');
    } catch (error) {
      // The scan is done but its result could not be read: looking again is offered.
      this.watch.failure.set(error);
    }
  }
}
