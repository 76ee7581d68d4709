const shape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const reserved: readonly string[] = ['mcp', 'api', 'oauth', 'all', 'new', 'admin'];

/** Whether a word can stand in a connector's address; the API has the last word. */
export function isSlug(text: string): boolean {
  return shape.test(text) && !text.includes('--') && !reserved.includes(text);
}

/** A word for the address made from a name; empty when nothing of it can be used. */
export function suggestSlug(name: string): string {
  const word = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return isSlug(word) ? word : '';
}

/** A name for a connector made from what the server calls itself, or else from its address. */
export function suggestName(serverName: string | null, url: string): string {
  const given = serverName?.normalize('NFC').replace(/\p{C}/gu, '').trim().slice(0, 80);
  if (given) return spaced(given);
  try {
    const host = new URL(url).hostname.replace(/^(?:mcp|api|www)\./, '');
    return /^[\d.:[\]]+$/.test(host) ? '' : spaced(host.split('.')[0] ?? '');
  } catch {
    // An address that cannot be read suggests nothing.
    return '';
  }
}

function spaced(word: string): string {
  const text = word.replace(/[-_]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
