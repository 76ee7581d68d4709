import { Component, input, output } from '@angular/core';
import type { RuleEffect } from '../../graphql/generated/schema';
import { Icon, type IconName } from '../../ui/icon';

interface Choice {
  readonly effect: RuleEffect | null;
  readonly label: string;
  readonly icon: IconName;
}

let count = 0;

/** The rule of one cell: not set, allow or block, told apart by word and shape as well as by colour. */
@Component({
  selector: 'app-effect-choice',
  imports: [Icon],
  template: `
    <fieldset [disabled]="disabled()" [class.edited]="edited()">
      <legend class="visually-hidden">{{ label() }}</legend>
      @for (choice of choices; track choice.label) {
        <label [class]="(choice.effect ?? 'none').toLowerCase()">
          <input
            type="radio"
            [name]="name"
            [checked]="effect() === choice.effect"
            (change)="chosen.emit(choice.effect)"
          />
          <span><app-icon [name]="choice.icon" />{{ choice.label }}</span>
        </label>
      }
    </fieldset>
    @if (edited()) {
      <span class="visually-hidden" i18n>not saved yet</span>
    }
  `,
  styles: `
    :host {
      position: relative;
      z-index: 1;
      display: inline-flex;
    }
    fieldset {
      display: inline-flex;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--sunken);
    }
    .edited {
      border-color: var(--accent);
      box-shadow: 0 0 0 1px var(--accent);
    }
    label {
      position: relative;
      cursor: pointer;
    }
    input {
      position: absolute;
      inset: 0;
      margin: 0;
      opacity: 0;
      cursor: inherit;
    }
    span {
      --icon-size: 14px;
      display: flex;
      align-items: center;
      gap: 4px;
      min-height: 26px;
      padding: 0 8px;
      border: 1px solid transparent;
      border-radius: 5px;
      color: var(--text-muted);
      font-size: 12px;
      white-space: nowrap;
    }
    label:hover span {
      color: var(--text);
    }
    input:focus-visible + span {
      outline: 2px solid var(--focus);
      outline-offset: 1px;
    }
    input:checked + span {
      background: var(--raised);
      border-color: var(--line-strong);
      color: var(--text);
      font-weight: 550;
    }
    .allow input:checked + span {
      background: var(--allowed-soft);
      border-color: var(--allowed-line);
      color: var(--allowed);
    }
    .block input:checked + span {
      background: var(--blocked-soft);
      border-color: var(--blocked-line);
      color: var(--blocked);
    }
    fieldset:disabled label {
      cursor: default;
    }
    fieldset:disabled input:not(:checked) + span {
      display: none;
    }
    @media (forced-colors: active) {
      input:checked + span {
        border-color: Highlight;
      }
    }
  `,
})
export class EffectChoice {
  readonly effect = input.required<RuleEffect | null>();
  /** What it is the rule of: "Rule for everyone: search_records". */
  readonly label = input.required<string>();
  readonly edited = input(false);
  readonly disabled = input(false);
  readonly chosen = output<RuleEffect | null>();
  protected readonly name = `effect-${(count += 1)}`;
  protected readonly choices: readonly Choice[] = [
    { effect: null, label: $localize`Not set`, icon: 'remove' },
    { effect: 'ALLOW', label: $localize`Allow`, icon: 'check' },
    { effect: 'BLOCK', label: $localize`Block`, icon: 'block' },
  ];
}
