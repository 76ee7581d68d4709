import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { form, FormField, maxLength, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import {
  CreateTokenDocument,
  NewTokenChoicesDocument,
  type CreateTokenMutation,
} from '../graphql/generated/graphql';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../graphql/graphql-client';
import { queryResource } from '../graphql/query-resource';
import { CodeBlock } from '../ui/code-block';
import { ErrorState } from '../ui/error-state';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { RefusalBanner } from '../ui/refusal-banner';
import { Skeleton } from '../ui/skeleton';
import { exactTime } from '../ui/time-words';
import { ConnectorChoice } from './connector-choice';
import { inputOf, missingIn, type ChosenConnectors, type TokenDraft } from './token-draft';
import { accessWords, reachWords } from './token-words';

type Issued = Extract<CreateTokenMutation['createToken'], { __typename: 'IssuedToken' }>;

/** Creates a token, narrowed to what it is for, and shows its secret once. */
@Component({
  selector: 'app-new-token-page',
  imports: [
    CodeBlock,
    ConnectorChoice,
    ErrorState,
    Field,
    FormField,
    Icon,
    MatButton,
    PageHeader,
    RefusalBanner,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './new-token-page.html',
  styleUrl: './new-token-page.scss',
})
export class NewTokenPage {
  private readonly graphql = inject(GraphqlClient);
  /** A connector to begin with, from the address. */
  readonly connector = input<string>();
  protected readonly crumbs = [{ label: $localize`Access tokens`, link: '/tokens' }];
  protected readonly choices = queryResource(NewTokenChoicesDocument, () => ({}));
  protected readonly lifetimes = [
    { days: '7', label: $localize`7 days` },
    { days: '30', label: $localize`30 days` },
    { days: '90', label: $localize`90 days` },
    { days: '365', label: $localize`1 year` },
  ];

  private readonly draft = signal<TokenDraft>({
    name: '',
    days: '30',
    purpose: 'gateway',
    access: 'READ',
    everyConnector: false,
  });
  protected readonly fields = form(this.draft, (path) => {
    required(path.name, { message: $localize`Give it a name by which you will know it again.` });
    maxLength(path.name, 100, { message: $localize`A name has at most 100 characters.` });
  });
  protected readonly chosen = linkedSignal<string | undefined, ChosenConnectors>({
    source: this.connector,
    computation: (slug) => new Map(slug ? [[slug, null]] : []),
  });
  protected readonly scopes = signal<readonly string[]>([]);
  protected readonly attempted = signal(false);
  protected readonly saving = signal(false);
  protected readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly issued = signal<Issued | undefined>(undefined);
  protected readonly missing = computed(() => missingIn(this.draft(), this.chosen(), this.scopes()));
  protected readonly nameRefusal = computed(() =>
    this.refusal()?.field === 'name' ? (this.refusal()?.message ?? '') : '',
  );
  /** What the token will be able to do, before it is created. */
  protected readonly consequence = computed(() => {
    const input = inputOf(this.draft(), this.chosen(), this.scopes(), Date.now());
    const names = new Map(
      this.choices.hasValue() ? this.choices.value().catalog.map((each) => [each.slug, each.name]) : [],
    );
    const reach = {
      access: input.access ?? null,
      apiScopes: input.apiScopes ?? [],
      connectors:
        input.connectors?.map(({ slug, tools }) => ({
          slug,
          name: names.get(slug) ?? slug,
          tools: tools ?? null,
        })) ?? null,
    };
    return input.access
      ? $localize`It ${accessWords(reach)}:may:, and reaches ${reachWords(reach)}:reach:.`
      : $localize`It carries ${reachWords(reach)}:reach: and reaches no connector.`;
  });
  /** Whether the issued token is for every connector, and so for the one address of all. */
  protected readonly reachesAll = computed(() => {
    const token = this.issued()?.token;
    return token?.access !== null && token?.connectors === null;
  });
  protected readonly secretCaption = $localize`Your token`;
  protected readonly expiry = computed(() => exactTime(this.issued()?.token.expiresAt ?? ''));

  protected toggleScope(name: string): void {
    this.scopes.update((all) =>
      all.includes(name) ? all.filter((other) => other !== name) : [...all, name],
    );
  }

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    this.attempted.set(true);
    this.fields.name().markAsTouched();
    if (this.fields().invalid() || this.missing() || this.saving()) return;
    this.saving.set(true);
    this.refusal.set(undefined);
    this.failure.set(undefined);
    try {
      const input = inputOf(this.draft(), this.chosen(), this.scopes(), Date.now());
      const { createToken } = await this.graphql.send(CreateTokenDocument, { input });
      if (isRefusal(createToken)) this.refusal.set(createToken);
      else this.issued.set(createToken as Issued);
    } catch (error) {
      // The token may exist although its answer was lost: the page says so and points at the list.
      this.failure.set(error);
    }
    this.saving.set(false);
  }
}
