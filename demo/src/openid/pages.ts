import { createHash } from 'node:crypto';
import type { SamplePerson } from './people.js';

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a404b); --soft: light-dark(#5b6270, #a8afbd);
  --surface: light-dark(#fff, #1b1e24); --accent: light-dark(#1d4ed8, #9db8ff); }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 3rem; background: light-dark(#f4f5f8, #121419);
  color: light-dark(#16181d, #eceef2); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
p { margin: .5rem 0 1.5rem; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
form { margin: 0; }
button { width: 100%; padding: .75rem 1rem; text-align: start; font: inherit; color: inherit; cursor: pointer;
  background: var(--surface); border: 1px solid var(--line); border-radius: .5rem; overflow-wrap: anywhere; }
button:hover { border-color: var(--accent); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
strong, span { display: block; }
span { color: var(--soft); font-size: .875rem; }
`;

// No form-action: browsers apply it to the redirects after the form too, and those lead back to the application.
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers every page of a provider must be sent with. */
export const PAGE_HEADERS: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** The page on which one sample person is chosen; each is one button of a form, so no script is needed. */
export function signInPage(options: {
  title: string;
  application: string;
  action: string;
  people: readonly SamplePerson[];
}): string {
  const entries = options.people.map((person) => personEntry(person, options.action)).join('\n');
  return page(
    options.title,
    `<h1>${escapeHtml(options.title)}</h1>
<p>Choose who you are. These are sample people and there is no password; you continue to ${escapeHtml(options.application)}.</p>
<ul aria-label="Sample people">
${entries}
</ul>`,
  );
}

/** The page on which a person confirms to sign out; the form around the answer is the library's. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Sign out?</h1>
<p>You leave the sample organization as well as the application.</p>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>`,
  );
}

/** The page a person sees who signed out without an application to return to. */
export function signedOutPage(): string {
  return page('Signed out', '<h1>Signed out</h1>\n<p>You can close this page.</p>');
}

/** The page for a sign-in or sign-out that cannot go on. */
export function problemPage(problem: string): string {
  return page('This did not work', `<h1>This did not work</h1>\n<p>${escapeHtml(problem)}</p>`);
}

function personEntry(person: SamplePerson, action: string): string {
  return `<li><form method="post" action="${escapeHtml(action)}"><input type="hidden" name="person" value="${escapeHtml(person.sub)}">
<button type="submit"><strong>${escapeHtml(person.name)}</strong>
<span>${escapeHtml(person.purpose)}</span>
<span>${escapeHtml(person.groups.join(', '))}</span></button></form></li>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
