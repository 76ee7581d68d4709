import { computed, inject, linkedSignal, Service, signal } from '@angular/core';
import {
  ConnectorDefinitionsDocument,
  ConnectorDocument,
  type ConnectorDefinitionsQuery,
  type TypedDocumentString,
} from '../../graphql/generated/graphql';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../../graphql/graphql-client';
import { queryResource } from '../../graphql/query-resource';
import { Waiting } from '../../shell/waiting';
import type { ConnectorDetails } from '../offerings';

type OfferingDefinitions = NonNullable<ConnectorDefinitionsQuery['connector']>;

/** The whole definition of one offering, with what was found in it and what changed. */
export type OfferingDefinition = OfferingDefinitions['offerings'][number];

type ChangeResult =
  ({ __typename: 'Connector' } & ConnectorDetails) | ({ __typename: 'Refusal' } & RefusalAnswer);

/** The page reloads by itself, so that it need not ask the person to. */
const staleWords = {
  message: $localize`Somebody else changed this connector while you had it open.`,
  nextStep: $localize`The page shows the newest state now: look at it, then save again.`,
};

/** The connector that is open: loaded once for all of its tabs, and replaced by what every change answers. */
@Service({ autoProvided: false })
export class ConnectorView {
  private readonly client = inject(GraphqlClient);
  private readonly waiting = inject(Waiting);
  readonly slug = signal<string | undefined>(undefined);
  private readonly definitionsWanted = signal(false);

  private readonly answer = queryResource(ConnectorDocument, () => {
    const slug = this.slug();
    return slug === undefined ? undefined : { slug };
  });
  readonly error = this.answer.error;
  readonly loading = this.answer.isLoading;
  private readonly loaded = computed(() =>
    this.answer.hasValue() ? this.answer.value().connector : undefined,
  );

  /** The connector; undefined while it loads, null when there is none that the person may see. */
  readonly connector = linkedSignal<ConnectorDetails | null | undefined, ConnectorDetails | null | undefined>(
    {
      source: this.loaded,
      // What stands on the page stays until the answer of a reload is there.
      computation: (next, previous) =>
        next === undefined && previous?.value?.slug === this.slug() ? previous?.value : next,
    },
  );

  /** Why the last change was not made, in the API's words. */
  readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  /** How the last change failed, when it was not refused. */
  readonly failure = signal<unknown>(undefined);

  private readonly contracts = computed(() =>
    this.connector()
      ?.offerings.map(
        (offering) => `${offering.liveHash} ${offering.approvedHash} ${offering.classification}`,
      )
      .join(),
  );
  private readonly id = computed(() => this.connector()?.id);
  // The definitions of all offerings weigh more than the rest of the page: they are loaded when one is opened first.
  private readonly definitionsAnswer = queryResource(ConnectorDefinitionsDocument, () => {
    const slug = this.slug();
    return this.definitionsWanted() && this.contracts() !== undefined && slug ? { slug } : undefined;
  });
  readonly definitions = linkedSignal<OfferingDefinitions | undefined, OfferingDefinitions | undefined>({
    source: () =>
      this.definitionsAnswer.hasValue() ? (this.definitionsAnswer.value().connector ?? undefined) : undefined,
    computation: (next, previous) =>
      next ?? (previous?.value?.id === this.id() ? previous?.value : undefined),
  });
  readonly definitionsError = this.definitionsAnswer.error;

  open(slug: string): void {
    if (this.slug() === slug) return;
    this.dismiss();
    this.definitionsWanted.set(false);
    this.slug.set(slug);
  }

  wantDefinitions(): void {
    this.definitionsWanted.set(true);
  }

  reload(): void {
    this.answer.reload();
    this.waiting.reload();
  }

  reloadDefinitions(): void {
    this.definitionsAnswer.reload();
  }

  /** Forgets why the last change was not made. */
  dismiss(): void {
    this.refusal.set(undefined);
    this.failure.set(undefined);
  }

  /** Sends a change and shows the connector it answers; says whether it was made. */
  async change<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    result: (data: Data) => ChangeResult,
  ): Promise<boolean> {
    this.dismiss();
    try {
      const answer = result(await this.client.send(document, variables));
      if (isRefusal(answer)) {
        await this.refuse(answer);
        return false;
      }
      this.connector.set(answer as ConnectorDetails);
      this.waiting.reload();
      return true;
    } catch (error) {
      // The request may have failed on its way back: the page shows the failure and reads what is true now.
      this.failure.set(error);
      this.reload();
      return false;
    }
  }

  /** Shows a refusal; where it says that the page is behind, the page catches up first. */
  async refuse(refusal: RefusalAnswer): Promise<void> {
    if (refusal.code === 'stale_version' || refusal.code === 'contract_moved') await this.catchUp();
    this.refusal.set(refusal.code === 'stale_version' ? { ...refusal, ...staleWords } : refusal);
  }

  /** Waited for, because whoever is told that the page shows the newest state may save again at once. */
  private async catchUp(): Promise<void> {
    const slug = this.slug();
    if (slug === undefined) return;
    this.reloadDefinitions();
    this.waiting.reload();
    try {
      const { connector } = await this.client.send(ConnectorDocument, { slug });
      this.connector.set(connector);
    } catch (error) {
      this.failure.set(error);
    }
  }
}
