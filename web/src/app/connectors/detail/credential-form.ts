import { Component, inject, input, signal } from '@angular/core';
import { form, FormField, required, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { SetConnectorCredentialDocument } from '../../graphql/generated/graphql';
import { Confirm } from '../../ui/confirm';
import { Field } from '../../ui/field';
import { Notices } from '../../ui/notices';
import { RelativeTime } from '../../ui/relative-time';
import { isHeaderName } from '../connector-fields';
import type { ConnectorDetails } from '../offerings';
import { ConnectorView } from './connector-view';

/** The header a connector's server asks for: what is known of it, replaced or removed, never shown. */
@Component({
  selector: 'app-credential-form',
  imports: [Field, FormField, MatButton, RelativeTime],
  template: `
    @if (connector().credential; as credential) {
      <dl class="facts">
        <dt i18n>Header</dt>
        <dd>
          <code>{{ credential.headerName }}</code>
        </dd>
        <dt i18n>Value</dt>
        <dd>
          @if (credential.lastFour) {
            <ng-container i18n>ends with</ng-container>&ngsp;<code>{{ credential.lastFour }}</code>
          } @else {
            <ng-container i18n>too short to show any of it</ng-container>
          }
        </dd>
        <dt i18n>Sent only to</dt>
        <dd>
          <code>{{ credential.origin }}</code>
        </dd>
        <dt i18n>Set</dt>
        <dd>
          <span i18n
            >by {{ credential.setBy.displayName }} <app-relative-time [at]="credential.setAt"
          /></span>
        </dd>
      </dl>
      <p class="small muted" i18n>The value is stored encrypted and cannot be read again by anyone.</p>
    } @else {
      <p class="muted" i18n>None: the server is reached without a header of its own.</p>
    }
    @if (connector().viewerCan.edit) {
      @if (editing()) {
        <form class="stack" novalidate (submit)="$event.preventDefault(); save()">
          <app-field
            i18n-label
            label="Header name"
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
            label="New value"
            [field]="fields.headerValue"
            [refusal]="refusalOf('headerValue')"
          >
            <input
              class="input mono"
              type="password"
              autocomplete="off"
              spellcheck="false"
              [formField]="fields.headerValue"
            />
          </app-field>
          <div class="row">
            <button matButton="filled" type="submit" [disabled]="saving()" i18n>Save credential</button>
            <button matButton type="button" (click)="close()" i18n>Cancel</button>
          </div>
        </form>
      } @else {
        <div class="row">
          <button matButton="outlined" type="button" (click)="edit()">
            @if (connector().credential) {
              <ng-container i18n>Replace</ng-container>
            } @else {
              <ng-container i18n>Set a credential</ng-container>
            }
          </button>
          @if (connector().credential) {
            <button matButton class="danger" type="button" [disabled]="saving()" (click)="remove()" i18n>
              Remove…
            </button>
          }
        </div>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
    }
  `,
})
export class CredentialForm {
  private readonly view = inject(ConnectorView);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  readonly connector = input.required<ConnectorDetails>();
  protected readonly editing = signal(false);
  protected readonly saving = signal(false);
  private readonly model = signal({ headerName: '', headerValue: '' });
  protected readonly fields = form(this.model, (path) => {
    validate(path.headerName, ({ value }) =>
      isHeaderName(value())
        ? undefined
        : { kind: 'header', message: $localize`Use letters, digits and hyphens, such as X-Api-Key.` },
    );
    required(path.headerValue, { message: $localize`Enter the value.` });
  });

  protected refusalOf(field: string): string {
    const refusal = this.view.refusal();
    return refusal?.field === field ? refusal.message : '';
  }

  protected edit(): void {
    this.model.set({ headerName: this.connector().credential?.headerName ?? '', headerValue: '' });
    this.fields().reset();
    this.editing.set(true);
  }

  /** The value leaves the page's memory with the form. */
  protected close(): void {
    this.model.set({ headerName: '', headerValue: '' });
    this.editing.set(false);
  }

  protected async save(): Promise<void> {
    this.fields.headerName().markAsTouched();
    this.fields.headerValue().markAsTouched();
    if (this.fields().invalid()) {
      this.fields().errorSummary()[0]?.fieldTree().focusBoundControl();
      return;
    }
    if (!(await this.send(this.model()))) return;
    this.close();
    this.notices.say($localize`The credential is saved. The next call and the next scan use it.`);
  }

  protected async remove(): Promise<void> {
    const yes = await this.confirm.ask({
      heading: $localize`Remove the credential of ${this.connector().name}:name:?`,
      consequence: $localize`Calls reach the server without it from this moment on, and fail if it insists. The value is deleted and has to be entered again to come back.`,
      action: $localize`Remove`,
      danger: true,
    });
    if (yes && (await this.send({ headerName: null, headerValue: null }))) {
      this.notices.say($localize`The credential is removed.`);
    }
  }

  private async send(header: { headerName: string | null; headerValue: string | null }): Promise<boolean> {
    this.saving.set(true);
    const { id, version } = this.connector();
    const input = { connectorId: id, version, ...header };
    const saved = await this.view.change(
      SetConnectorCredentialDocument,
      { input },
      (data) => data.setConnectorCredential,
    );
    this.saving.set(false);
    return saved;
  }
}
