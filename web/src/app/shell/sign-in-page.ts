import { DOCUMENT } from '@angular/common';
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { form, FormField, pattern, required, submit } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { SignInOrganizationDocument } from '../graphql/generated/graphql';
import { GraphqlClient } from '../graphql/graphql-client';
import { ErrorState } from '../ui/error-state';
import { Field } from '../ui/field';
import { signInProblem } from './sign-in-problem';
import { safeReturnPath } from './return-path';

const storageKey = 'castellan.organization';

/** Asks which organization a person belongs to, then hands over to that organization's own sign-in. */
@Component({
  selector: 'app-sign-in-page',
  imports: [ErrorState, Field, FormField, MatButton],
  template: `
    <main class="panel">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 4h5v4h4V4h6v4h4V4h5v9l-3 3v12h-6v-6a3 3 0 0 0-6 0v6H7V16l-3-3z" />
        </svg>
        Castellan
      </div>
      <h1 i18n>Sign in</h1>
      @if (problem(); as problem) {
        <div role="alert" class="problem">
          <strong>{{ problem.message }}</strong>
          {{ problem.nextStep }}
        </div>
      }
      <form novalidate (submit)="goToSignIn($event)">
        <app-field
          i18n-label
          label="Organization"
          i18n-hint
          hint="Its short name, for example acme. You sign in with your organization's account."
          [field]="question.slug"
          [refusal]="unknown()"
        >
          <input
            class="input"
            autocomplete="organization"
            autocapitalize="none"
            spellcheck="false"
            [formField]="question.slug"
          />
        </app-field>
        <button matButton="filled" type="submit" [disabled]="busy()">
          @if (busy()) {
            <ng-container i18n>Looking it up</ng-container>
          } @else {
            <ng-container i18n>Continue to sign-in</ng-container>
          }
        </button>
      </form>
      @if (failure(); as error) {
        <app-error-state [error]="error" [retryable]="false" />
      }
    </main>
  `,
  styleUrl: './sign-in.scss',
  styles: `
    .problem {
      padding: 12px;
      border: 1px solid var(--held-line);
      border-radius: var(--radius);
      background: var(--held-soft);
    }
  `,
})
export class SignInPage {
  private readonly graphql = inject(GraphqlClient);
  private readonly document = inject(DOCUMENT);
  /** Query parameters, bound by the router. */
  readonly return_to = input<string>();
  readonly error = input<string>();
  readonly organization = input<string>();

  protected readonly model = linkedSignal({
    source: this.organization,
    computation: (slug) => ({ slug: slug ?? localStorage.getItem(storageKey) ?? '' }),
  });
  protected readonly question = form(this.model, (path) => {
    required(path.slug, { message: $localize`Enter the short name of your organization.` });
    pattern(path.slug, /^\s*[a-z0-9][a-z0-9-]*\s*$/i, {
      message: $localize`A short name has letters, digits and hyphens only.`,
    });
  });
  protected readonly busy = signal(false);
  protected readonly unknown = linkedSignal({ source: this.model, computation: () => '' });
  protected readonly failure = signal<unknown>(undefined);
  protected readonly problem = computed(() => signInProblem(this.error()));

  protected async goToSignIn(event: Event): Promise<void> {
    event.preventDefault();
    await submit(this.question, async () => {
      this.busy.set(true);
      this.failure.set(undefined);
      try {
        await this.lookUp(this.model().slug.trim().toLowerCase());
      } catch (error) {
        // The server could not be asked; the form stays as it is.
        this.failure.set(error);
      }
      this.busy.set(false);
    });
  }

  private async lookUp(slug: string): Promise<void> {
    const { signInOrganization } = await this.graphql.send(SignInOrganizationDocument, { slug });
    if (!signInOrganization) {
      this.unknown.set(
        $localize`No organization has this short name. Check it, or ask the person who invited you.`,
      );
      return;
    }
    localStorage.setItem(storageKey, slug);
    const query = new URLSearchParams({ return_to: safeReturnPath(this.return_to()) });
    this.document.location.assign(`/auth/sign-in/${encodeURIComponent(signInOrganization.slug)}?${query}`);
  }
}
