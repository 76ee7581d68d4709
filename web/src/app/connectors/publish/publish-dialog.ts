import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import {
  AudienceGroupsDocument,
  EveryoneCountDocument,
  PublishConnectorDocument,
} from '../../graphql/generated/graphql';
import { queryResource } from '../../graphql/query-resource';
import { Session } from '../../shell/session';
import { ErrorState } from '../../ui/error-state';
import { Notices } from '../../ui/notices';
import { RefusalBanner } from '../../ui/refusal-banner';
import { Skeleton } from '../../ui/skeleton';
import { audienceSummary, peopleWords, sameAudiences, type Audience } from '../audience-words';
import type { ConnectorView } from '../detail/connector-view';
import type { ConnectorDetails } from '../offerings';
import { publishConsequence } from './publish-words';

/** The connector to publish, and the page it is open on. */
export interface PublishQuestion {
  readonly connector: ConnectorDetails;
  readonly view: ConnectorView;
}

interface GroupChoice {
  readonly id: string;
  readonly name: string;
  readonly memberCount: number;
}

/** Chooses who may use a connector, and says what that means before it is done. */
@Component({
  selector: 'app-publish-dialog',
  imports: [ErrorState, MatButton, MatDialogModule, RefusalBanner, Skeleton],
  templateUrl: './publish-dialog.html',
  styleUrl: './publish-dialog.scss',
})
export class PublishDialog {
  private readonly dialog = inject<MatDialogRef<PublishDialog>>(MatDialogRef);
  private readonly session = inject(Session);
  private readonly notices = inject(Notices);
  private readonly question = inject<PublishQuestion>(MAT_DIALOG_DATA);
  protected readonly view = this.question.view;
  /** The connector as it is now: a refusal for a stale version reloads it under the dialog, and the choice stays. */
  protected readonly connector = computed(() => this.view.connector() ?? this.question.connector);
  protected readonly saving = signal(false);
  protected readonly search = signal('');

  protected readonly scope = signal<'everyone' | 'groups'>(
    this.question.connector.publications.some((publication) => publication.group === null)
      ? 'everyone'
      : 'groups',
  );
  private readonly chosen = signal<ReadonlyMap<string, GroupChoice>>(
    new Map(
      this.question.connector.publications.flatMap(({ group, memberCount }) =>
        group ? [[group.id, { ...group, memberCount }] as const] : [],
      ),
    ),
  );

  private readonly groupsAnswer = queryResource(AudienceGroupsDocument, () => ({
    search: this.search() || null,
  }));
  protected readonly groupsError = this.groupsAnswer.error;
  protected readonly groups = linkedSignal<
    readonly GroupChoice[] | undefined,
    readonly GroupChoice[] | undefined
  >({
    source: () =>
      this.groupsAnswer.hasValue()
        ? this.groupsAnswer.value().groups.edges.map((edge) => edge.node)
        : undefined,
    computation: (next, previous) => next ?? previous?.value,
  });
  /** Chosen groups first, so that a search never hides what is about to be published. */
  protected readonly listed = computed(() => {
    const chosen = [...this.chosen().values()];
    const rest = (this.groups() ?? []).filter((group) => !this.chosen().has(group.id));
    return [...chosen, ...rest];
  });

  private readonly everyoneAnswer = queryResource(EveryoneCountDocument, () =>
    this.session.can('people.read') ? {} : undefined,
  );
  private readonly everyoneCount = computed(() => {
    const published = this.connector().publications.find((publication) => publication.group === null);
    if (published) return { people: published.memberCount, more: false };
    if (!this.everyoneAnswer.hasValue()) return undefined;
    const { edges, pageInfo } = this.everyoneAnswer.value().members;
    return {
      people: edges.filter((edge) => edge.node.status === 'active').length,
      more: pageInfo.hasNextPage,
    };
  });
  protected readonly everyoneWords = computed(() => {
    const organization = this.session.viewer()?.organization.name ?? '';
    const count = this.everyoneCount();
    if (!count) return $localize`Everyone in ${organization}:organization:`;
    return count.more
      ? $localize`Everyone in ${organization}:organization: (more than ${count.people}:count: people)`
      : $localize`Everyone in ${organization}:organization: (${peopleWords(count.people)}:people:)`;
  });

  private readonly wanted = computed<readonly Audience[]>(() =>
    this.scope() === 'everyone'
      ? [{ group: null, memberCount: this.everyoneCount()?.people ?? 0 }]
      : [...this.chosen().values()].map((group) => ({ group, memberCount: group.memberCount })),
  );
  protected readonly consequence = computed(() =>
    publishConsequence(this.connector(), this.wanted(), this.everyoneWords()),
  );
  protected readonly unchanged = computed(() => sameAudiences(this.connector().publications, this.wanted()));
  protected readonly nothingApproved = computed(
    () => !this.connector().offerings.some((offering) => offering.approvedHash !== null),
  );
  protected readonly action = computed(() =>
    this.wanted().length === 0 && this.connector().publications.length > 0
      ? $localize`Unpublish`
      : $localize`Publish to ${audienceSummary(this.wanted())}:audience:`,
  );

  protected isChosen(id: string): boolean {
    return this.chosen().has(id);
  }

  protected toggle(group: GroupChoice): void {
    this.chosen.update((all) => {
      const next = new Map(all);
      if (!next.delete(group.id)) next.set(group.id, group);
      return next;
    });
  }

  protected people(count: number): string {
    return peopleWords(count);
  }

  protected reloadGroups(): void {
    this.groupsAnswer.reload();
  }

  protected async publish(): Promise<void> {
    this.saving.set(true);
    const { id, version, name } = this.connector();
    const input = {
      id,
      version,
      everyone: this.scope() === 'everyone',
      groupIds: this.scope() === 'everyone' ? [] : [...this.chosen().keys()],
    };
    const done = await this.view.change(PublishConnectorDocument, { input }, (data) => data.publishConnector);
    this.saving.set(false);
    if (!done) return;
    this.notices.say(
      this.wanted().length
        ? $localize`${name}:name: is published to ${audienceSummary(this.wanted())}:audience:.`
        : $localize`${name}:name: is a draft again.`,
    );
    this.dialog.close();
  }
}
