import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { CreateConnectTokenDocument } from '../graphql/generated/graphql';
import type { TokenAccess } from '../graphql/generated/schema';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../graphql/graphql-client';
import { CodeBlock } from '../ui/code-block';
import { ErrorState } from '../ui/error-state';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';
import { RefusalBanner } from '../ui/refusal-banner';
import { exactTime } from '../ui/time-words';

const day = 24 * 60 * 60 * 1000;

/** Creates a token that reaches one connector and nothing else, or all of them; its secret is shown once. */
@Component({
  selector: 'app-connect-token',
  imports: [CodeBlock, ErrorState, Field, FormField, Icon, MatButton, RefusalBanner, RouterLink],
  templateUrl: './connect-token.html',
  styleUrl: './connect-token.scss',
})
export class ConnectToken {
  private readonly client = inject(GraphqlClient);
  /** The one connector that it reaches; absent for all. */
  readonly slug = input<string>();
  readonly name = input.required<string>();
  /** Whether anything that changes data is allowed to this member. */
  readonly mayChange = input.required<boolean>();
  readonly secret = input<string>();
  readonly issued = output<string>();

  protected readonly saving = signal(false);
  protected readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly expiry = signal('');
  protected readonly lifetimes = [
    { days: '7', label: $localize`7 days` },
    { days: '30', label: $localize`30 days` },
    { days: '90', label: $localize`90 days` },
  ];
  private readonly model = linkedSignal(() => ({
    name: $localize`${this.name()}:connector: in my AI client`,
    days: '30',
    access: 'READ' as TokenAccess,
  }));
  protected readonly fields = form(this.model, (path) => {
    required(path.name, { message: $localize`Give it a name by which you will know it again.` });
  });
  protected readonly nameRefusal = computed(() =>
    this.refusal()?.field === 'name' ? (this.refusal()?.message ?? '') : '',
  );
  protected readonly secretCaption = $localize`Your token`;

  protected async create(): Promise<void> {
    this.fields.name().markAsTouched();
    if (this.fields().invalid() || this.saving()) return;
    this.saving.set(true);
    this.refusal.set(undefined);
    this.failure.set(undefined);
    const { name, days, access } = this.model();
    const slug = this.slug();
    const expiresAt = new Date(Date.now() + Number(days) * day).toISOString();
    const input = {
      name: name.trim(),
      expiresAt,
      access: this.mayChange() ? access : ('READ' as const),
      connectors: slug === undefined ? null : [{ slug, tools: null }],
      apiScopes: [],
    };
    try {
      const { createToken } = await this.client.send(CreateConnectTokenDocument, { input });
      if (isRefusal(createToken)) {
        this.refusal.set(createToken);
      } else {
        this.expiry.set(exactTime(createToken.token.expiresAt));
        this.issued.emit(createToken.secret);
      }
    } catch (error) {
      // The token may exist although its answer was lost: the page says so and points at the list of tokens.
      this.failure.set(error);
    } finally {
      this.saving.set(false);
    }
  }
}
