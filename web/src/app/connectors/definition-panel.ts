import { Component, computed, input } from '@angular/core';
import type { OfferingKind } from '../graphql/generated/schema';
import { DefinitionTree } from '../ui/definition-tree';
import { UpstreamText } from '../ui/upstream-text';
import { addressOf, argumentsOf, claimsOf, resultOf, wordsOf } from './definition-words';

/** What a server says of one offering, whole: description, arguments and claims. */
@Component({
  selector: 'app-definition-panel',
  imports: [DefinitionTree, UpstreamText],
  template: `
    <section>
      @if (kind() === 'INSTRUCTIONS') {
        <h3 i18n>Instructions to the model</h3>
      } @else {
        <h3 i18n>Description</h3>
      }
      @if (words(); as text) {
        <app-upstream-text [text]="text" [origin]="origin()" />
      } @else {
        <p class="muted" i18n>The server gives none.</p>
      }
    </section>
    @if (address().address; as uri) {
      <section>
        <h3 i18n>Address</h3>
        <app-upstream-text [text]="uri" [origin]="origin()" />
        @if (address().mimeType; as type) {
          <p class="muted">
            <ng-container i18n>Type</ng-container> <app-upstream-text inline [text]="type" />
          </p>
        }
      </section>
    }
    @if (arguments(); as schema) {
      <section>
        <h3 i18n>Arguments</h3>
        <div class="tree"><app-definition-tree [schema]="schema" /></div>
      </section>
    }
    @if (result(); as schema) {
      <section>
        <h3 i18n>Answers with</h3>
        <div class="tree"><app-definition-tree [schema]="schema" [none]="anything" /></div>
      </section>
    }
    @if (kind() === 'TOOL') {
      <section>
        <h3 i18n>What the server claims</h3>
        @if (claims().length) {
          <ul class="claims">
            @for (claim of claims(); track claim.name) {
              <li><app-upstream-text inline [text]="claim.words" /></li>
            }
          </ul>
          <p class="small muted" i18n>
            Claims are hints from the server. Your organization's own class decides.
          </p>
        } @else {
          <p class="muted" i18n>It claims nothing about what this tool does.</p>
        }
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 20px;
    }
    section {
      display: grid;
      gap: 8px;
      min-width: 0;
    }
    .tree {
      padding: 12px;
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--sunken);
    }
    .claims {
      padding-inline-start: 20px;
    }
  `,
})
export class DefinitionPanel {
  readonly kind = input.required<OfferingKind>();
  readonly definition = input.required<unknown>();
  readonly description = input.required<string | null>();
  readonly annotations = input<unknown>();
  /** The server's name or address, as the origin of its texts. */
  readonly origin = input.required<string>();
  protected readonly words = computed(() => wordsOf(this.kind(), this.definition(), this.description()));
  protected readonly arguments = computed(() => argumentsOf(this.kind(), this.definition()));
  protected readonly result = computed(() => resultOf(this.kind(), this.definition()));
  protected readonly address = computed(() => addressOf(this.kind(), this.definition()));
  protected readonly claims = computed(() =>
    claimsOf(this.annotations() ?? (this.definition() as { annotations?: unknown } | null)?.annotations),
  );
  protected readonly anything = $localize`It does not say what.`;
}
