import { computed, inject, Service } from '@angular/core';
import { HttpClient } from '@angular/common/http';
import { DOCUMENT } from '@angular/common';
import { firstValueFrom } from 'rxjs';
import { ViewerDocument } from '../graphql/generated/graphql';
import { queryResource } from '../graphql/query-resource';

/** What a person may do in the control plane, as the API names it. */
export type Permission =
  | 'connector.read'
  | 'connector.manage'
  | 'connector.publish'
  | 'contract.approve'
  | 'rule.manage'
  | 'limit.manage'
  | 'people.read'
  | 'people.manage'
  | 'audit.read'
  | 'token.manage'
  | 'token.revoke_any'
  | 'catalog.use'
  | 'organization.read';

/** Who is signed in and what they may do. */
@Service()
export class Session {
  private readonly http = inject(HttpClient);
  private readonly document = inject(DOCUMENT);
  private readonly answer = queryResource(ViewerDocument, () => ({}));

  readonly viewer = computed(() => (this.answer.hasValue() ? this.answer.value().viewer : undefined));
  readonly error = this.answer.error;

  /** Whether the person may do something; no while it is not known yet. */
  can(permission: Permission): boolean {
    return this.viewer()?.permissions.includes(permission) ?? false;
  }

  reload(): void {
    this.answer.reload();
  }

  /**
   * Ends the session on the server, then leaves with a fresh page, so that nothing of it stays in memory: to the
   * organization's provider, whose own session would let the next person at this machine in.
   */
  async signOut(): Promise<void> {
    const { redirectTo } = await firstValueFrom(this.http.post<{ redirectTo: string }>('/auth/sign-out', {}));
    this.document.location.assign(redirectTo);
  }
}
