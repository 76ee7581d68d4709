import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormField, maxLength, required, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import type { DataClass } from '../../graphql/generated/schema';
import type { RefusalAnswer } from '../../graphql/graphql-client';
import { Session } from '../../shell/session';
import { Field } from '../../ui/field';
import { RefusalBanner } from '../../ui/refusal-banner';
import { dataClasses } from '../connector-fields';
import { OwnerChoice } from '../owner-choice';
import type { ScanResult } from '../scan-watch';
import { isSlug, suggestName, suggestSlug } from './slug';

/** What the organization says of a connector, none of it from the server. */
export interface About {
  readonly name: string;
  readonly slug: string;
  readonly purpose: string;
  readonly dataClass: DataClass;
  readonly ownerId: string;
}

/** Name, address word, purpose, class of data and owner. */
@Component({
  selector: 'app-about-step',
  imports: [Field, FormField, MatButton, OwnerChoice, RefusalBanner],
  template: `
    <form class="stack" novalidate (submit)="$event.preventDefault(); submit()">
      <app-field
        i18n-label
        label="Name"
        [field]="fields.name"
        [refusal]="refusalOf('name')"
        i18n-hint
        hint="What people find in the catalog. It is yours to choose; the server does not see it."
      >
        <input class="input" autocomplete="off" [formField]="fields.name" (input)="followName()" />
      </app-field>
      <app-field
        i18n-label
        label="Address word"
        [field]="fields.slug"
        [refusal]="refusalOf('slug')"
        [hint]="slugHint()"
      >
        <input
          class="input mono"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          [formField]="fields.slug"
          (input)="slugIsOwn.set(true)"
        />
      </app-field>
      <app-field
        i18n-label
        label="Purpose"
        [field]="fields.purpose"
        [refusal]="refusalOf('purpose')"
        i18n-hint
        hint="One sentence in plain words: what it is for, and for whom."
      >
        <textarea class="input" rows="2" [formField]="fields.purpose"></textarea>
      </app-field>
      <div class="pair">
        <app-field
          i18n-label
          label="Class of its data"
          [field]="fields.dataClass"
          [refusal]="refusalOf('dataClass')"
          [hint]="classHint()"
        >
          <select class="input" [formField]="fields.dataClass">
            @for (each of dataClasses; track each.value) {
              <option [value]="each.value">{{ each.label }}</option>
            }
          </select>
        </app-field>
        <app-field
          i18n-label
          label="Owner"
          [field]="fields.ownerId"
          [refusal]="refusalOf('ownerId')"
          i18n-hint
          hint="Who answers for it, and is named when somebody is refused."
        >
          <app-owner-choice [formField]="fields.ownerId" [start]="me()" />
        </app-field>
      </div>
      @if (refusal(); as answer) {
        <app-refusal-banner [refusal]="answer" />
      }
      <div class="row">
        <button matButton="filled" type="submit" [disabled]="saving()">
          @if (saving()) {
            <ng-container i18n>Registering…</ng-container>
          } @else {
            <ng-container i18n>Register as a draft</ng-container>
          }
        </button>
        <button matButton type="button" (click)="back.emit()" i18n>Back to what was found</button>
      </div>
    </form>
  `,
  styles: `
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
      gap: 16px;
      align-items: start;
    }
  `,
})
export class AboutStep {
  private readonly session = inject(Session);
  readonly result = input.required<ScanResult>();
  readonly saving = input(false);
  readonly refusal = input<RefusalAnswer>();
  readonly filled = output<About>();
  readonly back = output();

  protected readonly dataClasses = dataClasses;
  protected readonly me = computed(() => this.session.viewer()?.member);
  /** Whether the word was typed and not suggested. */
  protected readonly slugIsOwn = signal(false);
  // Suggestions of a second look do not replace what was typed after the first one.
  private readonly model = linkedSignal<ScanResult, About>({
    source: this.result,
    computation: (result, previous) => {
      if (previous?.value.name) return previous.value;
      const name = suggestName(result.serverName, result.url);
      return {
        name,
        slug: suggestSlug(name),
        purpose: '',
        dataClass: 'INTERNAL',
        ownerId: this.me()?.id ?? '',
      };
    },
  });
  protected readonly fields = form(this.model, (path) => {
    required(path.name, { message: $localize`Give it a name.` });
    maxLength(path.name, 80, { message: $localize`A name has at most 80 characters.` });
    required(path.slug, { message: $localize`Choose a word for its address.` });
    validate(path.slug, ({ value }) =>
      value() && !isSlug(value())
        ? {
            kind: 'slug',
            message: $localize`Use 1 to 40 lower-case letters, digits and single hyphens, beginning and ending with a letter or digit.`,
          }
        : undefined,
    );
    required(path.purpose, { message: $localize`Say in a sentence what it is for.` });
    maxLength(path.purpose, 500, { message: $localize`A purpose has at most 500 characters.` });
    required(path.ownerId, { message: $localize`Choose who answers for it.` });
  });
  protected readonly slugHint = computed(() => {
    const base = this.session.viewer()?.organization.mcpUrl ?? '';
    const address = `${base}/${this.fields.slug().value() || '…'}`;
    return $localize`Clients will connect to ${address}:address:. It cannot be changed later.`;
  });
  protected readonly classHint = computed(
    () => dataClasses.find((each) => each.value === this.fields.dataClass().value())?.means ?? '',
  );

  protected refusalOf(field: string): string {
    const refusal = this.refusal();
    return refusal?.field === field ? refusal.message : '';
  }

  protected followName(): void {
    if (!this.slugIsOwn()) this.fields.slug().value.set(suggestSlug(this.fields.name().value()));
  }

  protected submit(): void {
    for (const field of [this.fields.name, this.fields.slug, this.fields.purpose, this.fields.ownerId]) {
      field().markAsTouched();
    }
    if (this.fields().invalid()) {
      this.fields().errorSummary()[0]?.fieldTree().focusBoundControl();
      return;
    }
    if (!this.saving()) this.filled.emit(this.model());
  }
}
