import { Component, computed, input, linkedSignal, model, signal } from '@angular/core';
import { MatAutocompleteModule, type MatAutocompleteSelectedEvent } from '@angular/material/autocomplete';
import type { FormValueControl } from '@angular/forms/signals';
import { OwnerChoicesDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';

interface Person {
  readonly id: string;
  readonly displayName: string;
}

/** Chooses the member who answers for something, by typing a part of the name. Its value is the member's id. */
@Component({
  selector: 'app-owner-choice',
  imports: [MatAutocompleteModule],
  template: `
    <input
      class="input"
      type="text"
      autocomplete="off"
      [value]="text()"
      [matAutocomplete]="people"
      (input)="search.set(box.value)"
      (blur)="restore(box)"
      #box
    />
    <mat-autocomplete #people="matAutocomplete" autoActiveFirstOption (optionSelected)="choose($event)">
      @for (person of found(); track person.id) {
        <mat-option [value]="person.displayName" [id]="person.id">
          {{ person.displayName }} <span class="muted">{{ person.email }}</span>
        </mat-option>
      } @empty {
        <mat-option disabled>{{ none }}</mat-option>
      }
    </mat-autocomplete>
  `,
})
export class OwnerChoice implements FormValueControl<string> {
  readonly value = model('');
  /** Who it is at the start, so that a name can be shown for the id. */
  readonly start = input<Person>();
  protected readonly search = signal('');
  private readonly picked = linkedSignal<Person | undefined>(() => this.start());
  protected readonly text = computed(() =>
    this.picked()?.id === this.value() ? (this.picked()?.displayName ?? '') : '',
  );
  private readonly answer = queryResource(OwnerChoicesDocument, () => ({ search: this.search().trim() }));
  protected readonly found = computed(() =>
    this.answer.hasValue()
      ? this.answer
          .value()
          .members.edges.map((edge) => edge.node)
          .filter((member) => member.status === 'active')
      : [],
  );
  protected readonly none = $localize`Nobody active is called that`;

  protected choose(event: MatAutocompleteSelectedEvent): void {
    const person = this.found().find((each) => each.id === event.option.id);
    if (!person) return;
    this.picked.set(person);
    this.value.set(person.id);
    this.search.set('');
  }

  /** What was typed and not chosen is no choice: the name of who is chosen comes back. */
  protected restore(box: HTMLInputElement): void {
    this.search.set('');
    box.value = this.text();
  }
}
