import { createHash } from 'node:crypto';

/** What a refused page says. */
export interface RefusalWords {
  readonly heading: string;
  readonly message: string;
  readonly nextStep: string;
}

/** The look of the console, without its files: whoever is refused is sent one small answer. */
const style = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#f6f4f0, #161412); color: light-dark(#24211d, #ece8e2);
  font: 14px/20px 'Inter Variable', Inter, system-ui, sans-serif; }
.page { display: grid; place-items: center; min-height: 100dvh; padding: 24px 16px; }
main { display: grid; gap: 16px; width: min(400px, 100%); padding: 32px; border: 1px solid light-dark(#e2ddd5, #37332d);
  border-radius: 10px; background: light-dark(#fffefc, #1d1b18); }
.brand { display: flex; align-items: center; gap: 10px; font-weight: 650; }
svg { width: 26px; height: 26px; fill: light-dark(#3a4990, #b0baf5); }
h1 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 650; }
p { margin: 0; }
a { justify-self: start; padding: 8px 16px; border-radius: 6px; background: light-dark(#3a4990, #b0baf5);
  color: light-dark(#ffffff, #1a2150); font-weight: 550; text-decoration: none; }
a:hover { background: light-dark(#2f3c7a, #c3cbfa); }
a:focus-visible { outline: 2px solid light-dark(#3a4990, #c3cbfa); outline-offset: 2px; }
@media (max-width: 599.98px) { main { padding: 24px 16px; } }
@media (prefers-contrast: more) { main { border-color: light-dark(#8a8379, #827a70); } }
@media (forced-colors: active) { a { border: 1px solid; } }
`;

/** Nothing but this one style may have an effect. */
export const refusalPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page for somebody in the middle of signing in, with the way back to the beginning. */
export function refusalPage({ heading, message, nextStep }: RefusalWords): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(heading)} – Castellan</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<style>${style}</style>
</head>
<body>
<div class="page">
<main>
<div class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M4 4h5v4h4V4h6v4h4V4h5v9l-3 3v12h-6v-6a3 3 0 0 0-6 0v6H7V16l-3-3z"/></svg>Castellan</div>
<h1>${escaped(heading)}</h1>
<p>${escaped(message)}</p>
<p>${escaped(nextStep)}</p>
<a href="/sign-in">Start again</a>
</main>
</div>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
