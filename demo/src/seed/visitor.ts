/** A page or answer, after following redirects. */
export interface Visit {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** As much of a browser as signing in and using the console's API need: cookies for each site, redirects and forms. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, Cookie>>();

  /** Opens an address and follows redirects until a page is shown or `isThere` says that it has arrived. */
  async open(
    address: URL | string,
    options: { form?: Record<string, string>; isThere?: (url: URL) => boolean } = {},
  ): Promise<Visit> {
    let url = new URL(address);
    let body = options.form && new URLSearchParams(options.form);
    for (let hop = 0; hop < 20; hop++) {
      const response = await this.#send(url, body ? { method: 'POST', body } : {});
      const location = response.headers.get('location');
      if (!location) return { url, status: response.status, text: await response.text() };
      await response.body?.cancel();
      url = new URL(location, url);
      body = undefined;
      if (options.isThere?.(url)) return { url, status: response.status, text: '' };
    }
    throw new Error(`${url.origin}${url.pathname} redirects without end.`);
  }

  /** Sends JSON as the console does, with the site's own origin. */
  async post(address: URL | string, content: unknown): Promise<Visit> {
    const url = new URL(address);
    const response = await this.#send(url, {
      method: 'POST',
      body: JSON.stringify(content),
      headers: { 'content-type': 'application/json', accept: 'application/json', origin: url.origin },
    });
    return { url, status: response.status, text: await response.text() };
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    const jar = this.#jarOf(url);
    const cookies = [...jar].filter(([, { path }]) => url.pathname.startsWith(path));
    const headers = new Headers(init.headers);
    if (cookies.length > 0) {
      headers.set('cookie', cookies.map(([name, { value }]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  }

  #jarOf(url: URL): Map<string, Cookie> {
    const jar = this.#cookies.get(url.hostname) ?? new Map<string, Cookie>();
    this.#cookies.set(url.hostname, jar);
    return jar;
  }
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

function keep(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(/; */);
  const split = pair.indexOf('=');
  const name = pair.slice(0, split);
  const value = pair.slice(split + 1);
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice('path='.length) ?? '/';
  if (value) jar.set(name, { value, path });
  else jar.delete(name);
}
