import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, input } from '@angular/core';
import { schemaNodes } from './schema-nodes';
import { UpstreamText } from './upstream-text';

/** The arguments of a definition as a readable tree: name, type, limits and description of each. */
@Component({
  selector: 'app-definition-tree',
  imports: [NgTemplateOutlet, UpstreamText],
  template: `
    @if (nodes().length) {
      <ng-container [ngTemplateOutlet]="branch" [ngTemplateOutletContext]="{ $implicit: nodes() }" />
    } @else {
      <p class="muted">{{ none() }}</p>
    }
    <ng-template #branch let-nodes>
      <ul>
        @for (node of asNodes(nodes); track $index) {
          <li>
            <div class="head">
              <strong><app-upstream-text inline [text]="node.name" /></strong>
              <span class="type"><app-upstream-text inline [text]="node.type" /></span>
              @if (node.required) {
                <span class="required" i18n>must be given</span>
              }
            </div>
            @if (node.constraints.length) {
              <p class="limits"><app-upstream-text inline [text]="node.constraints.join(' · ')" /></p>
            }
            @if (node.description) {
              <p class="description"><app-upstream-text inline [text]="node.description" /></p>
            }
            @if (node.children.length) {
              <ng-container
                [ngTemplateOutlet]="branch"
                [ngTemplateOutletContext]="{ $implicit: node.children }"
              />
            }
          </li>
        }
      </ul>
    </ng-template>
  `,
  styles: `
    ul {
      display: grid;
      gap: 10px;
      padding: 0;
      list-style: none;
    }
    ul ul {
      margin-top: 10px;
      padding-left: 16px;
      border-left: 2px solid var(--line);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 8px;
    }
    .type,
    .limits {
      color: var(--text-muted);
      font-size: 13px;
    }
    .required {
      color: var(--held);
      font-size: 12px;
      font-weight: 550;
    }
  `,
})
export class DefinitionTree {
  /** A JSON Schema object, as the server gave it. */
  readonly schema = input.required<unknown>();
  readonly none = input($localize`It takes no arguments.`);
  protected readonly nodes = computed(() => schemaNodes(this.schema()));

  /** The context of a template outlet is untyped; this gives the type back. */
  protected asNodes(nodes: unknown): ReturnType<typeof schemaNodes> {
    return nodes as ReturnType<typeof schemaNodes>;
  }
}
