/** The path to return to after sign-in, or the first page when what was asked for is not a path of this console. */
export function safeReturnPath(asked: string | undefined): string {
  if (!asked || !asked.startsWith('/') || asked.startsWith('//') || /[\\\p{Cc}]/u.test(asked)) return '/';
  return asked.startsWith('/auth/') ? '/' : asked;
}
