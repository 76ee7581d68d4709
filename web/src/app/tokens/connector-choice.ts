import { Component, input, model } from '@angular/core';
import type { TokenAccess } from '../graphql/generated/schema';
import { UpstreamText } from '../ui/upstream-text';
import { toolsWithin, type CatalogChoice, type ChosenConnectors } from './token-draft';

/** Connectors to choose, and below each chosen one whether all of its allowed tools or only some. */
@Component({
  selector: 'app-connector-choice',
  imports: [UpstreamText],
  template: `
    <ul>
      @for (connector of connectors(); track connector.slug) {
        <li>
          <label class="choice">
            <input type="checkbox" [checked]="chosen().has(connector.slug)" (change)="toggle(connector)" />
            <span>
              {{ connector.name }}
              <span class="muted small" i18n>{toolsOf(connector).length, plural,
                =0 {no tool within this access}
                =1 {1 tool}
                other {{{ toolsOf(connector).length }} tools}
              }</span>
            </span>
          </label>
          @if (chosen().has(connector.slug)) {
            <fieldset [attr.aria-label]="toolsLabel(connector)">
              <label class="choice">
                <input
                  type="checkbox"
                  [checked]="chosen().get(connector.slug) === null"
                  (change)="toggleAll(connector)"
                />
                <span i18n>All tools that are allowed to you, also later ones</span>
              </label>
              @if (chosen().get(connector.slug); as some) {
                @for (tool of toolsOf(connector); track tool) {
                  <label class="choice">
                    <input
                      type="checkbox"
                      [checked]="some.includes(tool)"
                      (change)="toggleTool(connector, tool)"
                    />
                    <app-upstream-text inline [text]="tool" />
                  </label>
                }
              }
            </fieldset>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      padding: 0;
      list-style: none;
    }
    fieldset {
      padding-inline-start: 28px;
    }
  `,
})
export class ConnectorChoice {
  readonly connectors = input.required<readonly CatalogChoice[]>();
  readonly access = input.required<TokenAccess>();
  readonly chosen = model.required<ChosenConnectors>();

  protected toolsOf(connector: CatalogChoice): readonly string[] {
    return toolsWithin(connector, this.access());
  }

  protected toolsLabel(connector: CatalogChoice): string {
    return $localize`Tools of ${connector.name}:connector:`;
  }

  protected toggle(connector: CatalogChoice): void {
    this.chosen.update((before) => {
      const after = new Map(before);
      if (!after.delete(connector.slug)) after.set(connector.slug, null);
      return after;
    });
  }

  protected toggleAll(connector: CatalogChoice): void {
    const tools = this.chosen().get(connector.slug) === null ? this.toolsOf(connector) : null;
    this.chosen.update((before) => new Map(before).set(connector.slug, tools));
  }

  protected toggleTool(connector: CatalogChoice, tool: string): void {
    const some = this.chosen().get(connector.slug) ?? [];
    const tools = some.includes(tool) ? some.filter((other) => other !== tool) : [...some, tool];
    this.chosen.update((before) => new Map(before).set(connector.slug, tools));
  }
}
