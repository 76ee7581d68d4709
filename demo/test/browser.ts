/** What is shown after following redirects. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** As much of a browser as a sign-in needs: cookies, redirects within one host, and forms. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  /** Follows redirects until a page is shown, or until one leads away from the starting host. */
  async open(url: URL | string, form?: Record<string, string>): Promise<Page> {
    let next = { url: new URL(url), form };
    const { host } = next.url;
    for (let hop = 0; hop < 10; hop++) {
      const response = await this.#send(next.url, next.form);
      const location = response.headers.get('location');
      const target = location ? new URL(location, next.url) : undefined;
      if (target?.host !== host) {
        return {
          url: target ?? next.url,
          status: response.status,
          text: await response.text(),
          headers: response.headers,
        };
      }
      next = { url: target, form: undefined };
    }
    throw new Error(`${next.url.href} redirects without end.`);
  }

  /** Submits the first form of a page, with its hidden fields and the value of the button that is pressed. */
  submit(page: string, button: Record<string, string> = {}): Promise<Page> {
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`There is no form on this page: ${page}`);
    const fields = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    return this.open(action, {
      ...Object.fromEntries(fields.map(([, name, value]) => [name, value])),
      ...button,
    });
  }

  async #send(url: URL, form?: Record<string, string>): Promise<Response> {
    const cookies = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path));
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const path = attributes.find((attribute) => attribute.startsWith('path='))?.slice('path='.length) ?? '/';
    if (value) this.#cookies.set(name, { value, path });
    else this.#cookies.delete(name);
  }
}
