/** One answer on the way of a browser. */
export interface Visit {
  readonly url: URL;
  readonly response: Response;
}

interface Cookie {
  readonly value: string;
  readonly attributes: string;
}

/**
 * A browser as far as sign-in is concerned: it keeps cookies for each host and follows redirects.
 *
 * Public addresses are reached at the address where the test really listens, so that https cookies can be tried
 * without certificates.
 */
export class Browser {
  private readonly jars = new Map<string, Map<string, Cookie>>();

  constructor(private readonly listeners: ReadonlyMap<string, string>) {}

  /** One request, without following. */
  async request(address: string | URL, init: RequestInit = {}): Promise<Visit> {
    const url = new URL(address);
    const jar = this.jarOf(url.hostname);
    const headers = new Headers(init.headers);
    if (jar.size > 0) {
      headers.set('cookie', [...jar].map(([name, cookie]) => `${name}=${cookie.value}`).join('; '));
    }
    const listener = this.listeners.get(url.origin) ?? url.origin;
    const response = await fetch(listener + url.pathname + url.search, {
      ...init,
      headers,
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return { url, response };
  }

  /** Follows redirects until a page, or until an address for which `stop` says so, which is then not asked for. */
  async open(address: string | URL, stop: (url: URL) => boolean = () => false): Promise<Visit> {
    let visit = await this.request(address);
    for (let hops = 0; hops < 15; hops += 1) {
      const location = visit.response.headers.get('location');
      if (location === null) return visit;
      const next = new URL(location, visit.url);
      if (stop(next)) return { url: next, response: visit.response };
      visit = await this.request(next);
    }
    throw new Error(`Too many redirects, the last to ${visit.url.href}`);
  }

  cookie(host: string, name: string): string | undefined {
    return this.jarOf(host).get(name)?.value;
  }

  /** The attributes that a cookie was set with. */
  attributes(host: string, name: string): string | undefined {
    return this.jarOf(host).get(name)?.attributes;
  }

  setCookie(host: string, name: string, value: string): void {
    this.jarOf(host).set(name, { value, attributes: '' });
  }

  private jarOf(host: string): Map<string, Cookie> {
    const known = this.jars.get(host) ?? new Map<string, Cookie>();
    this.jars.set(host, known);
    return known;
  }
}

function keep(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const over = /max-age=0(;|$)|expires=thu, 01 jan 1970/i.test(line);
  if (over) jar.delete(name);
  else jar.set(name, { value, attributes: attributes.join('; ') });
}
