import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { Given, type GivenOrganization } from '../given.js';
import { Browser, type Visit } from './browser.js';
import { startControlPlane, testKeyring, type ControlPlane } from './control-plane.js';
import { startTestProvider, type Person, type TestProvider } from './openid-provider.js';

/** The address under which browsers know the control plane. */
export const site = 'https://castellan.test';
export const host = 'castellan.test';
/** The cookie of a session there. */
export const cookie = '__Host-castellan';

export const ada: Person = {
  sub: 'ada',
  name: 'Ada Admin',
  email: 'ada@acme.example',
  groups: ['admins', 'engineering'],
};
export const max: Person = { sub: 'max', name: 'Max Member', email: 'max@acme.example', groups: ['sales'] };

/** Whatever comes after sign-in is the console's business. */
export const outside = (url: URL) => url.origin === site && !url.pathname.startsWith('/auth/');
export const atCallback = (url: URL) => url.pathname.startsWith('/auth/callback/');

/** An event as the trail holds it. */
export interface Recorded {
  readonly outcome: string;
  readonly actor_id: string;
  readonly body: { readonly details?: Readonly<Record<string, unknown>>; readonly change?: unknown };
}

/** A control plane, a real OpenID provider, and two organizations whose people sign in there. */
export class SignInWorld {
  private constructor(
    readonly database: TestDatabase,
    readonly given: Given,
    readonly plane: ControlPlane,
    readonly provider: TestProvider,
    readonly acme: GivenOrganization,
    readonly other: GivenOrganization,
  ) {}

  static async start(): Promise<SignInWorld> {
    const secret = 'a client secret';
    const database = await createTestDatabase();
    const given = await Given.in(database);
    const plane = await startControlPlane(database, site);
    const provider = await startTestProvider({
      id: 'castellan',
      secret,
      redirectUris: ['acme', 'other'].map((slug) => `${site}/auth/callback/${slug}`),
      postLogoutRedirectUri: `${site}/signed-out`,
    });
    const [acme, other] = [await given.organization('acme'), await given.organization('other')];
    for (const { id, identityProviderId } of [acme, other]) {
      const sealed = testKeyring.seal('identity-provider-secret', [id, identityProviderId], secret);
      await given.rows('update identity_providers set issuer = $2, client_secret_sealed = $3 where id = $1', [
        identityProviderId,
        provider.issuer,
        JSON.stringify(sealed),
      ]);
    }
    return new SignInWorld(database, given, plane, provider, acme, other);
  }

  async stop(): Promise<void> {
    await this.plane.close();
    await this.provider.close();
    await this.given.end();
    await this.database.drop();
  }

  browser(): Browser {
    return new Browser(new Map([[site, this.plane.listener]]));
  }

  /** Signs in as whoever is next at the provider. */
  signIn(who: Browser, query = '', slug = 'acme'): Promise<Visit> {
    return who.open(`${site}/auth/sign-in/${slug}${query}`, outside);
  }

  /** A browser in which somebody has signed in. */
  async signedIn(person: Person = ada, slug = 'acme'): Promise<Browser> {
    const who = this.browser();
    this.provider.next = person;
    await this.signIn(who, '', slug);
    return who;
  }

  /** Who the control plane takes a browser for. */
  async viewer(who: Browser): Promise<Record<string, unknown>> {
    const { response } = await who.request(`${site}/probe`);
    return { status: response.status, ...((await response.json()) as object) };
  }

  /** A POST as the console sends it, but for the given headers. */
  post(who: Browser, path: string, headers: Record<string, string> = {}): Promise<Visit> {
    return who.request(site + path, {
      method: 'POST',
      headers: { origin: site, 'content-type': 'application/json', ...headers },
      body: '{}',
    });
  }

  /** Everything recorded of a type, oldest first. */
  events(type: string): Promise<Recorded[]> {
    return this.given.rows<Recorded & Record<string, unknown>>(
      'select outcome, actor_id, body from audit_events where type = $1 order by recorded_at, id',
      [type],
    );
  }
}
