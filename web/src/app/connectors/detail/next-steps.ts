import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Icon } from '../../ui/icon';
import { draftSteps } from '../draft-steps';
import type { ConnectorDetails } from '../offerings';
import { ConnectorActs } from './connector-acts';

/** The way from a draft to something people can use, with the step that is next. */
@Component({
  selector: 'app-next-steps',
  imports: [Icon, MatButton, RouterLink],
  template: `
    <h2 i18n>What is next</h2>
    <ol>
      @for (step of steps(); track step.key; let index = $index) {
        <li [class.done]="step.done" [attr.aria-current]="step.key === next() ? 'step' : null">
          @if (step.done) {
            <app-icon name="check_circle" />
          } @else {
            <span class="number" aria-hidden="true">{{ index + 1 }}</span>
          }
          <div>
            <h3>
              {{ step.title }}
              @if (step.done) {
                <span class="visually-hidden" i18n>done</span>
              }
            </h3>
            <p>{{ step.detail }}</p>
            @if (step.key === next()) {
              @switch (step.key) {
                @case ('approve') {
                  <a routerLink="tools" [queryParams]="{ unapproved: 1 }" i18n>Look and approve</a>
                }
                @case ('allow') {
                  <a routerLink="tools" i18n>Choose what is allowed</a>
                }
                @case ('publish') {
                  @if (connector().viewerCan.publish) {
                    <button matButton="filled" type="button" (click)="acts.publish(connector())" i18n>
                      Choose who may use it…
                    </button>
                  }
                }
              }
            }
          </div>
        </li>
      }
    </ol>
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      padding: 12px 20px 16px;
      border: 1px solid var(--line);
      border-radius: var(--radius-large);
      background: var(--surface);
    }
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
      gap: 12px 24px;
      padding: 0;
      list-style: none;
    }
    li {
      --icon-size: 22px;
      display: flex;
      gap: 10px;
      min-width: 0;
      color: var(--text-muted);
    }
    li div {
      display: grid;
      gap: 2px;
      justify-items: start;
      align-content: start;
    }
    h3 {
      line-height: 22px;
    }
    a {
      font-weight: 550;
    }
    button {
      margin-top: 6px;
    }
    .number {
      display: inline-grid;
      flex: none;
      place-items: center;
      width: 22px;
      height: 22px;
      border: 1px solid var(--line-strong);
      border-radius: 50%;
      font-size: 12px;
    }
    .done app-icon {
      color: var(--allowed);
    }
    [aria-current] {
      color: var(--text);
    }
    [aria-current] .number {
      border-color: var(--accent);
      background: var(--accent);
      color: var(--on-accent);
    }
  `,
})
export class NextSteps {
  protected readonly acts = inject(ConnectorActs);
  readonly connector = input.required<ConnectorDetails>();
  protected readonly steps = computed(() => draftSteps(this.connector()));
  protected readonly next = computed(() => this.steps().find((step) => !step.done)?.key);
}
