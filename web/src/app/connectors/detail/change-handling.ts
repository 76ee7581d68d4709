import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { SetChangeHandlingDocument } from '../../graphql/generated/graphql';
import type { ChangeHandling } from '../../graphql/generated/schema';
import { Confirm } from '../../ui/confirm';
import { Notices } from '../../ui/notices';
import { RelativeTime } from '../../ui/relative-time';
import type { ConnectorDetails } from '../offerings';
import { ConnectorView } from './connector-view';

interface Choice {
  readonly value: ChangeHandling;
  readonly label: string;
}

const choices: readonly Choice[] = [
  { value: 'HOLD', label: $localize`Hold it until somebody has read and approved it` },
  { value: 'APPROVE', label: $localize`Approve it; what is new still needs a rule before anyone may use it` },
  { value: 'OFFER', label: $localize`Approve it and let everyone it is published to use what is new` },
];

/** What becomes of what later scans find new or changed: a decision made once, by somebody whose name stands by it. */
@Component({
  selector: 'app-change-handling',
  imports: [MatButton, RelativeTime],
  template: `
    @if (connector().viewerCan.setChangeHandling) {
      <form class="stack" (submit)="$event.preventDefault(); save()">
        <fieldset>
          <legend class="visually-hidden" i18n>What becomes of changes</legend>
          @for (choice of choices; track choice.value) {
            <label class="choice">
              <input
                type="radio"
                name="change-handling"
                [checked]="chosen() === choice.value"
                (change)="chosen.set(choice.value)"
              />
              <span>{{ choice.label }}</span>
            </label>
          }
        </fieldset>
        @if (chosen() !== 'HOLD') {
          <p class="small muted" i18n>
            Nobody reads a change before it takes effect. Whoever runs the server can then change what tools
            say and do for everybody here. Choose this only for servers that your organization runs itself.
            Suspicious definitions are held all the same.
          </p>
        }
        @if (chosen() !== connector().changeHandling) {
          <div class="row">
            <button matButton="filled" type="submit" [disabled]="saving()" i18n>Save</button>
            <button matButton type="button" (click)="chosen.set(connector().changeHandling)" i18n>
              Cancel
            </button>
          </div>
        }
      </form>
    } @else {
      <p>{{ present() }}</p>
    }
    @if (connector().changeHandling !== 'HOLD' && connector().changeHandlingSetBy; as author) {
      <p class="small muted">
        <span i18n
          >Decided by {{ author.displayName }}
          @if (connector().changeHandlingSetAt; as at) {
            <app-relative-time [at]="at" />
          }
        </span>
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
    }

    fieldset {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      border: 0;
    }

    .choice {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 8px;
      align-items: start;
      min-height: 24px;
    }
  `,
})
export class ChangeHandlingForm {
  private readonly view = inject(ConnectorView);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  readonly connector = input.required<ConnectorDetails>();
  protected readonly choices = choices;
  protected readonly chosen = linkedSignal(() => this.connector().changeHandling);
  protected readonly saving = signal(false);
  protected readonly present = computed(
    () => choices.find(({ value }) => value === this.connector().changeHandling)?.label ?? '',
  );

  protected async save(): Promise<void> {
    const handling = this.chosen();
    const { id, version, name } = this.connector();
    if (handling !== 'HOLD' && !(await this.isSure(name, handling))) return;
    this.saving.set(true);
    const input = { connectorId: id, version, handling };
    const saved = await this.view.change(
      SetChangeHandlingDocument,
      { input },
      (data) => data.setChangeHandling,
    );
    this.saving.set(false);
    if (saved) this.notices.say($localize`Saved. It holds from the next scan on.`);
  }

  private async isSure(name: string, handling: ChangeHandling): Promise<boolean> {
    const answer = await this.confirm.ask({
      heading: $localize`Let ${name}:name: approve its own changes?`,
      consequence:
        handling === 'OFFER'
          ? $localize`From now on its server decides what its tools are, and everyone it is published to may use what it adds at once, unless it destroys. Your name stands by every such approval.`
          : $localize`From now on its server decides what its approved tools say and take. Your name stands by every such approval.`,
      action: $localize`Approve its changes in advance`,
      danger: true,
    });
    return answer !== undefined;
  }
}
