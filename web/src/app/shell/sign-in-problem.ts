/** What went wrong at the last attempt to sign in, in words, with what to do. */
export interface SignInProblem {
  readonly message: string;
  readonly nextStep: string;
}

/** Words for the code that the server appends to the address after a sign-in that failed. */
export function signInProblem(code: string | undefined): SignInProblem | undefined {
  if (!code) return undefined;
  switch (code) {
    case 'cancelled':
      return {
        message: $localize`The sign-in was cancelled or not permitted by your organization.`,
        nextStep: $localize`Try again, or ask your organization's help desk.`,
      };
    case 'expired':
      return {
        message: $localize`This sign-in took too long or was started in another window.`,
        nextStep: $localize`Start again here.`,
      };
    case 'provider_unreachable':
      return {
        message: $localize`Your organization's sign-in service did not answer.`,
        nextStep: $localize`Try again in a minute. If it stays, tell your organization's help desk.`,
      };
    case 'disabled':
      return {
        message: $localize`Your account in this organization is not active.`,
        nextStep: $localize`Ask an admin of your organization to activate it.`,
      };
    case 'refused':
      return {
        message: $localize`Your organization's sign-in service answered, but not in a way that could be trusted.`,
        nextStep: $localize`Start again here. If it stays, tell your organization's help desk.`,
      };
    case 'unknown_organization':
      return {
        message: $localize`No organization has this short name.`,
        nextStep: $localize`Check it, or ask the person who invited you.`,
      };
    default:
      return {
        message: $localize`The sign-in did not work.`,
        nextStep: $localize`Try again. If it stays, give your operator this code: ${code}:code:`,
      };
  }
}
