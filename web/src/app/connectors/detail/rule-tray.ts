import { booleanAttribute, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Icon } from '../../ui/icon';
import { Notices } from '../../ui/notices';
import { ruleStatus } from '../../ui/status';
import { StatusBadge } from '../../ui/status-badge';
import { UpstreamText } from '../../ui/upstream-text';
import { audienceName, peopleWords } from '../audience-words';
import { effectFor } from '../offerings';
import { ConnectorView } from './connector-view';
import { RuleDraft } from './rule-draft';
import type { Consequence, RuleEdit } from './rule-edits';

/** The changes of rules that are not saved yet, what they do to whom, and the one place to save them. */
@Component({
  selector: 'app-rule-tray',
  imports: [Icon, MatButton, StatusBadge, UpstreamText],
  templateUrl: './rule-tray.html',
  styleUrl: './rule-tray.scss',
})
export class RuleTray {
  /** Whether it stays at its place, because something else that is not saved waits at the lower edge. */
  readonly still = input(false, { transform: booleanAttribute });
  protected readonly view = inject(ConnectorView);
  protected readonly draft = inject(RuleDraft);
  private readonly notices = inject(Notices);
  protected readonly open = signal(false);
  /** How many names stand in a sentence before the rest is counted. */
  protected readonly most = 6;
  protected readonly isPublished = computed(() => (this.view.connector()?.publications.length ?? 0) > 0);
  protected readonly lines = computed(() => {
    const offerings = new Map(this.view.connector()?.offerings.map((offering) => [offering.id, offering]));
    return this.draft.pending().flatMap((edit) => {
      const offering = offerings.get(edit.offeringId);
      if (!offering) return [];
      const before = ruleStatus(effectFor(offering, edit.group?.id ?? null));
      return [
        {
          edit,
          name: offering.name,
          audience: audienceName(edit.group),
          before,
          after: ruleStatus(edit.effect),
        },
      ];
    });
  });

  protected people({ people }: Consequence): string {
    return people === null ? '' : `(${peopleWords(people)})`;
  }

  protected removeLabel(line: { name: string; audience: string }): string {
    return $localize`Discard the change of ${line.name}:name: for ${line.audience}:audience:`;
  }

  protected discard(edit: RuleEdit): void {
    this.draft.discard(edit);
  }

  protected async save(): Promise<void> {
    const count = this.draft.pending().length;
    if (!(await this.draft.save())) return;
    this.open.set(false);
    this.notices.say(count === 1 ? $localize`1 rule is saved.` : $localize`${count}:count: rules are saved.`);
  }
}
