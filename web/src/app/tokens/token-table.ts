import { Component, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RevokeTokenDocument, type TokenRowFragment } from '../graphql/generated/graphql';
import { GraphqlClient, isRefusal, type RefusalAnswer } from '../graphql/graphql-client';
import { Confirm } from '../ui/confirm';
import { ErrorState } from '../ui/error-state';
import { Notices } from '../ui/notices';
import { RefusalBanner } from '../ui/refusal-banner';
import { RelativeTime } from '../ui/relative-time';
import { tokenStatus } from '../ui/status';
import { StatusBadge } from '../ui/status-badge';
import { accessWords, reachWords } from './token-words';

/** Tokens as a table, with the way to revoke those that may be. */
@Component({
  selector: 'app-token-table',
  imports: [ErrorState, MatButton, RefusalBanner, RelativeTime, StatusBadge],
  template: `
    @if (refusal(); as refusal) {
      <app-refusal-banner [refusal]="refusal" />
    }
    @if (failure(); as error) {
      <app-error-state
        [error]="error"
        [retryable]="false"
        i18n-saved
        saved="Whether the token was revoked is not known."
      />
    }
    <table class="data-table">
      <caption class="visually-hidden" i18n>
        Access tokens
      </caption>
      <thead>
        <tr>
          <th scope="col" i18n>Name</th>
          <th scope="col" i18n>State</th>
          @if (showOwner()) {
            <th scope="col" i18n>Owner</th>
          }
          <th scope="col" i18n>Reaches</th>
          <th scope="col" i18n>May</th>
          <th scope="col" i18n>Last used</th>
          <th scope="col" i18n>Expires</th>
          <th scope="col"><span class="visually-hidden" i18n>Actions</span></th>
        </tr>
      </thead>
      <tbody>
        @for (token of tokens(); track token.id) {
          <tr>
            <th scope="row" class="primary">
              {{ token.name }}
              <code class="hint" [title]="hintTitle">{{ token.hint }}</code>
            </th>
            <td><app-status-badge [status]="tokenStatus(token.state)" /></td>
            @if (showOwner()) {
              <td>{{ token.owner.displayName }}</td>
            }
            <td>{{ reachWords(token) }}</td>
            <td>{{ accessWords(token) }}</td>
            <td i18n-data-label data-label="Last used">
              @if (token.lastUsedAt; as at) {
                <app-relative-time [at]="at" />
              } @else {
                <span class="muted" i18n>never</span>
              }
            </td>
            <td i18n-data-label data-label="Expires"><app-relative-time [at]="token.expiresAt" /></td>
            <td class="number nowrap">
              @if (token.viewerCan.revoke) {
                <button
                  matButton
                  class="danger"
                  type="button"
                  [attr.aria-label]="revokeLabel(token)"
                  [disabled]="revoking() === token.id"
                  (click)="revoke(token)"
                  i18n
                >
                  Revoke
                </button>
              }
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    .hint {
      margin-inline-start: 8px;
      color: var(--text-muted);
      font-weight: 400;
      font-size: 12px;
    }
    app-refusal-banner,
    app-error-state {
      margin: 12px;
    }
  `,
})
export class TokenTable {
  private readonly graphql = inject(GraphqlClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  readonly tokens = input.required<readonly TokenRowFragment[]>();
  readonly showOwner = input(false);
  /** A token was revoked, so that lists can be read again. */
  readonly revoked = output();
  protected readonly revoking = signal<string | undefined>(undefined);
  protected readonly refusal = signal<RefusalAnswer | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly tokenStatus = tokenStatus;
  protected readonly reachWords = reachWords;
  protected readonly accessWords = accessWords;
  protected readonly hintTitle = $localize`How the token begins`;

  protected revokeLabel(token: TokenRowFragment): string {
    return $localize`Revoke ${token.name}:token:`;
  }

  protected async revoke(token: TokenRowFragment): Promise<void> {
    const yes = await this.confirm.ask({
      heading: $localize`Revoke "${token.name}:token:"?`,
      consequence: $localize`Whatever uses this token is refused within a second, for good. It reaches ${reachWords(token)}:reach:. Create a new token to go on.`,
      action: $localize`Revoke token`,
      danger: true,
    });
    if (!yes) return;
    this.revoking.set(token.id);
    this.refusal.set(undefined);
    this.failure.set(undefined);
    try {
      const { revokeToken } = await this.graphql.send(RevokeTokenDocument, { input: { id: token.id } });
      if (isRefusal(revokeToken)) this.refusal.set(revokeToken);
      else this.notices.say($localize`"${token.name}:token:" is revoked.`);
    } catch (error) {
      // The answer was lost or the server failed: the list is read again and shows what is true.
      this.failure.set(error);
    }
    this.revoking.set(undefined);
    this.revoked.emit();
  }
}
