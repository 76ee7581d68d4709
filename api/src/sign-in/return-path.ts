const base = 'https://castellan.invalid';

/** Encoded slashes and backslashes: harmless to a browser, and not to everything that decodes once more. */
const disguised = /%(?:2f|5c|0[0-9a-f]|1[0-9a-f]|25)/i;

/** Where a person may be sent after sign-in: a path of this site, or `/` for whatever else was asked for. */
export function safeReturnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 2_000) return '/';
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(asked) || asked.includes('\\')) return '/';
  const url = URL.parse(asked, base);
  if (!url || url.origin !== base || url.pathname.startsWith('//') || disguised.test(url.pathname))
    return '/';
  // A return into sign-in itself would begin another sign-in that nobody asked for.
  if (/^\/auth(\/|$)/i.test(url.pathname)) return '/';
  return url.pathname + url.search + url.hash;
}
