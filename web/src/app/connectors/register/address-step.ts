import { Component, computed, input, output, signal } from '@angular/core';
import { form, FormField, required, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import type { Transport } from '../../graphql/generated/schema';
import type { RefusalAnswer } from '../../graphql/graphql-client';
import { Field } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { RefusalBanner } from '../../ui/refusal-banner';
import { isHeaderName, isWebAddress, transports } from '../connector-fields';

/** Where a server is and what it wants to see; an empty transport lets the scan find out. */
export interface Address {
  readonly url: string;
  readonly transport: Transport | '';
  readonly headerName: string;
  readonly headerValue: string;
}

/** One address first; everything else is behind "advanced". */
@Component({
  selector: 'app-address-step',
  imports: [Field, FormField, Icon, MatButton, RefusalBanner],
  template: `
    <form class="stack" novalidate (submit)="$event.preventDefault(); submit()">
      <app-field
        i18n-label
        label="Address of the MCP server"
        [field]="fields.url"
        [refusal]="refusalOf('url')"
        i18n-hint
        hint="As the server's own documentation gives it. It is looked at now and nothing is registered yet."
      >
        <input
          class="input mono"
          type="url"
          inputmode="url"
          autocomplete="off"
          spellcheck="false"
          placeholder="https://mcp.example.com/mcp"
          [formField]="fields.url"
        />
      </app-field>
      <details [open]="advanced()" (toggle)="advanced.set(box.open)" #box>
        <summary><ng-container i18n>Advanced: transport and credential</ng-container></summary>
        <div class="stack inside">
          <app-field i18n-label label="Transport" [field]="fields.transport">
            <select class="input" [formField]="fields.transport">
              <option value="" i18n>Find out</option>
              @for (transport of transports; track transport.value) {
                <option [value]="transport.value">{{ transport.label }}</option>
              }
            </select>
          </app-field>
          <fieldset class="pair">
            <legend i18n>A fixed header the server asks for</legend>
            <app-field
              i18n-label
              label="Header name"
              optional
              [field]="fields.headerName"
              [refusal]="refusalOf('headerName')"
            >
              <input
                class="input mono"
                autocomplete="off"
                spellcheck="false"
                placeholder="Authorization"
                [formField]="fields.headerName"
              />
            </app-field>
            <app-field
              i18n-label
              label="Header value"
              optional
              [field]="fields.headerValue"
              [refusal]="refusalOf('headerValue')"
              i18n-hint
              hint="Stored encrypted when you register, and never shown again."
            >
              <input
                class="input mono"
                type="password"
                autocomplete="off"
                spellcheck="false"
                [formField]="fields.headerValue"
              />
            </app-field>
          </fieldset>
        </div>
      </details>
      @if (refusal(); as answer) {
        <app-refusal-banner [refusal]="answer" />
      }
      <div class="row">
        <button matButton="filled" type="submit" [disabled]="busy()">
          <app-icon name="travel_explore" /> <ng-container i18n>Look at this server</ng-container>
        </button>
        @if (busy()) {
          <button matButton type="button" (click)="stopped.emit()" i18n>Stop</button>
        }
      </div>
    </form>
  `,
  styles: `
    summary {
      min-height: 24px;
      cursor: pointer;
      font-weight: 550;
    }
    .inside {
      margin-top: 12px;
      padding: 16px;
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
      gap: 12px 16px;
      align-items: start;
    }
    legend {
      grid-column: 1 / -1;
    }
  `,
})
export class AddressStep {
  readonly busy = input(false);
  readonly refusal = input<RefusalAnswer>();
  readonly chosen = output<Address>();
  /** The person does not want to wait for the answer. */
  readonly stopped = output();

  protected readonly transports = transports;
  protected readonly advanced = signal(false);
  private readonly model = signal<Address>({ url: '', transport: '', headerName: '', headerValue: '' });
  protected readonly fields = form(this.model, (path) => {
    required(path.url, { message: $localize`Enter the address of the server.` });
    validate(path.url, ({ value }) =>
      value() && !isWebAddress(value())
        ? { kind: 'address', message: $localize`Enter a whole address that begins with https:// or http://.` }
        : undefined,
    );
    validate(path.headerName, ({ value, valueOf }) => {
      if (!value() && valueOf(path.headerValue)) {
        return { kind: 'missing', message: $localize`Say which header this value belongs to.` };
      }
      return value() && !isHeaderName(value())
        ? { kind: 'header', message: $localize`Use letters, digits and hyphens, such as X-Api-Key.` }
        : undefined;
    });
    validate(path.headerValue, ({ value, valueOf }) =>
      valueOf(path.headerName) && !value()
        ? { kind: 'missing', message: $localize`Enter the value, or clear the header's name.` }
        : undefined,
    );
  });
  private readonly refusedField = computed(() => this.refusal()?.field);

  protected refusalOf(field: string): string {
    return this.refusedField() === field ? (this.refusal()?.message ?? '') : '';
  }

  protected submit(): void {
    for (const field of [this.fields.url, this.fields.headerName, this.fields.headerValue])
      field().markAsTouched();
    if (this.fields().invalid()) {
      if (this.fields.url().valid()) this.advanced.set(true);
      this.fields().errorSummary()[0]?.fieldTree().focusBoundControl();
      return;
    }
    if (this.busy()) return;
    const { url, transport, headerName, headerValue } = this.model();
    this.chosen.emit({ url: url.trim(), transport, headerName, headerValue });
  }
}
