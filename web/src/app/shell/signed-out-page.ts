import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

/** Says that the session has ended and offers the way back. */
@Component({
  selector: 'app-signed-out-page',
  imports: [MatButton, RouterLink],
  template: `
    <main class="panel">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 4h5v4h4V4h6v4h4V4h5v9l-3 3v12h-6v-6a3 3 0 0 0-6 0v6H7V16l-3-3z" />
        </svg>
        Castellan
      </div>
      <h1 i18n>You are signed out</h1>
      <p i18n>
        Your session here has ended. If your organization did not ask you whether to sign out there as well,
        you may still be signed in there: see to it on a shared machine.
      </p>
      <a matButton="filled" routerLink="/sign-in" i18n>Sign in again</a>
    </main>
  `,
  styleUrl: './sign-in.scss',
})
export class SignedOutPage {}
