import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, maxLength, required, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { UpdateConnectorDocument } from '../../graphql/generated/graphql';
import type { DataClass, Transport } from '../../graphql/generated/schema';
import { Field } from '../../ui/field';
import { Notices } from '../../ui/notices';
import { dataClasses, isWebAddress, transports } from '../connector-fields';
import type { ConnectorDetails } from '../offerings';
import { OwnerChoice } from '../owner-choice';
import { ConnectorView } from './connector-view';

interface ConnectorModel {
  readonly name: string;
  readonly purpose: string;
  readonly dataClass: DataClass;
  readonly ownerId: string;
  readonly url: string;
  readonly transport: Transport;
  /** Texts: an empty one is the default. */
  readonly callTimeoutSeconds: string;
  readonly concurrentCalls: string;
}

/** Changes what the organization says of a connector and how it is reached. */
@Component({
  selector: 'app-connector-form',
  imports: [Field, FormField, MatButton, OwnerChoice],
  template: `
    <form class="stack" novalidate (submit)="$event.preventDefault(); save()">
      <app-field i18n-label label="Name" [field]="fields.name" [refusal]="refusalOf('name')">
        <input class="input" autocomplete="off" [formField]="fields.name" />
      </app-field>
      <app-field i18n-label label="Purpose" [field]="fields.purpose" [refusal]="refusalOf('purpose')">
        <textarea class="input" rows="2" [formField]="fields.purpose"></textarea>
      </app-field>
      <app-field
        i18n-label
        label="Class of its data"
        [field]="fields.dataClass"
        [refusal]="refusalOf('dataClass')"
      >
        <select class="input" [formField]="fields.dataClass">
          @for (each of dataClasses; track each.value) {
            <option [value]="each.value">{{ each.label }}: {{ each.means }}</option>
          }
        </select>
      </app-field>
      <app-field i18n-label label="Owner" [field]="fields.ownerId" [refusal]="refusalOf('ownerId')">
        <app-owner-choice [formField]="fields.ownerId" [start]="connector().owner" />
      </app-field>
      <app-field
        i18n-label
        label="Server address"
        [field]="fields.url"
        [refusal]="refusalOf('url')"
        [hint]="urlHint()"
      >
        <input class="input mono" type="url" autocomplete="off" spellcheck="false" [formField]="fields.url" />
      </app-field>
      <app-field i18n-label label="Transport" [field]="fields.transport" [refusal]="refusalOf('transport')">
        <select class="input" [formField]="fields.transport">
          @for (transport of transports; track transport.value) {
            <option [value]="transport.value">{{ transport.label }}</option>
          }
        </select>
      </app-field>
      <app-field
        i18n-label
        label="Time limit of a call, in seconds"
        [field]="fields.callTimeoutSeconds"
        [refusal]="refusalOf('callTimeoutSeconds')"
        i18n-hint
        hint="Nothing is 120. A call that takes longer ends with an error."
        optional
      >
        <input class="input" inputmode="numeric" autocomplete="off" [formField]="fields.callTimeoutSeconds" />
      </app-field>
      <app-field
        i18n-label
        label="Calls at once, per gateway"
        [field]="fields.concurrentCalls"
        [refusal]="refusalOf('concurrentCalls')"
        i18n-hint
        hint="Nothing is 256. Lower it for a server that can do less; more calls wait a moment, then are refused."
        optional
      >
        <input class="input" inputmode="numeric" autocomplete="off" [formField]="fields.concurrentCalls" />
      </app-field>
      <div class="row">
        <button matButton="filled" type="submit" [disabled]="saving()">
          @if (saving()) {
            <ng-container i18n>Saving…</ng-container>
          } @else {
            <ng-container i18n>Save</ng-container>
          }
        </button>
        <button matButton type="button" (click)="closed.emit()" i18n>Cancel</button>
      </div>
    </form>
  `,
})
export class ConnectorForm {
  private readonly view = inject(ConnectorView);
  private readonly notices = inject(Notices);
  readonly connector = input.required<ConnectorDetails>();
  readonly closed = output();
  protected readonly saving = signal(false);
  protected readonly dataClasses = dataClasses;
  protected readonly transports = transports;

  // A reload under the form, after a refusal for a stale version, leaves what was typed.
  private readonly model = linkedSignal<ConnectorDetails, ConnectorModel>({
    source: this.connector,
    computation: ({ name, purpose, dataClass, owner, url, transport, ...settings }, previous) =>
      previous?.value ?? {
        ...{ name, purpose, dataClass, ownerId: owner.id, url, transport },
        callTimeoutSeconds: textOf(settings.callTimeoutSeconds),
        concurrentCalls: textOf(settings.concurrentCalls),
      },
  });
  protected readonly fields = form(this.model, (path) => {
    required(path.name, { message: $localize`Give it a name.` });
    maxLength(path.name, 80, { message: $localize`A name has at most 80 characters.` });
    maxLength(path.purpose, 500, { message: $localize`A purpose has at most 500 characters.` });
    required(path.ownerId, { message: $localize`Choose who answers for it.` });
    for (const [field, most] of [
      [path.callTimeoutSeconds, 600],
      [path.concurrentCalls, 1_000],
    ] as const) {
      validate(field, ({ value }) =>
        isWithin(value(), most)
          ? undefined
          : { kind: 'range', message: $localize`Enter a whole number from 1 to ${most}:most:, or nothing.` },
      );
    }
    validate(path.url, ({ value }) =>
      isWebAddress(value())
        ? undefined
        : {
            kind: 'address',
            message: $localize`Enter a whole address that begins with https:// or http://.`,
          },
    );
  });
  protected readonly urlHint = computed(() =>
    this.connector().credential && this.fields.url().value() !== this.connector().url
      ? $localize`The stored credential belongs to ${this.connector().credential?.origin}:origin: and is sent nowhere else. Another server needs its own.`
      : $localize`After a change, scan again: what differs from the approved definitions is held.`,
  );

  protected refusalOf(field: string): string {
    const refusal = this.view.refusal();
    return refusal?.field === field ? refusal.message : '';
  }

  protected async save(): Promise<void> {
    const { name, purpose, ownerId, url, callTimeoutSeconds, concurrentCalls } = this.fields;
    for (const field of [name, purpose, ownerId, url, callTimeoutSeconds, concurrentCalls]) {
      field().markAsTouched();
    }
    if (this.fields().invalid()) {
      this.fields().errorSummary()[0]?.fieldTree().focusBoundControl();
      return;
    }
    this.saving.set(true);
    const { id, version } = this.connector();
    const input = {
      ...{ id, version, ...this.model(), url: this.model().url.trim() },
      callTimeoutSeconds: numberOf(this.model().callTimeoutSeconds),
      concurrentCalls: numberOf(this.model().concurrentCalls),
    };
    const saved = await this.view.change(UpdateConnectorDocument, { input }, (data) => data.updateConnector);
    this.saving.set(false);
    if (!saved) return;
    this.notices.say($localize`Saved.`);
    this.closed.emit();
  }
}

/** A number as it is typed; nothing for none. */
function textOf(number: number | null): string {
  return number === null ? '' : String(number);
}

function numberOf(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed);
}

function isWithin(typed: string, most: number): boolean {
  const number = numberOf(typed);
  return number === null || (Number.isInteger(number) && number >= 1 && number <= most);
}
