import { listenOnLoopback, sendJson } from '../http/listen.js';
import { SAMPLE_PEOPLE, type PeopleOrganization, type SamplePerson } from './people.js';
import { createPersonProvider, type PersonProvider } from './person-provider.js';

/** What Castellan and the providers must agree on. */
export interface OpenIdOptions {
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  readonly clientSecret: string;
  /** Where each organization's people return to after sign-in. */
  readonly redirectUris: Readonly<Record<PeopleOrganization, string>>;
  readonly postLogoutRedirectUri: string;
}

/** The running OpenID providers of the evaluation environment. */
export interface OpenIdProviders {
  readonly issuers: Record<PeopleOrganization, string>;
  readonly clientId: string;
  readonly people: Record<PeopleOrganization, readonly SamplePerson[]>;
  close(): Promise<void>;
}

const CLIENT_ID = 'castellan';
const TITLES: Record<PeopleOrganization, string> = {
  acme: 'Sign in to Acme',
  northfield: 'Sign in to Northfield',
};

/** Starts one OpenID provider for each sample organization, all on one loopback address. */
export async function startOpenIdProviders(options: OpenIdOptions): Promise<OpenIdProviders> {
  const providers = new Map<string, PersonProvider>();

  const listener = await listenOnLoopback(async (origin) => {
    for (const organization of ['acme', 'northfield'] as const) {
      providers.set(organization, await createOrganizationProvider(organization, origin, options));
    }
    return (request, response) => {
      const provider = providers.get((request.url ?? '/').split(/[/?]/)[1] ?? '');
      if (provider) return provider.handle(request, response);
      sendJson(response, 404, { error: `The issuers here are ${origin}/acme and ${origin}/northfield.` });
    };
  }, options.port);

  return {
    issuers: { acme: `${listener.origin}/acme`, northfield: `${listener.origin}/northfield` },
    clientId: CLIENT_ID,
    people: SAMPLE_PEOPLE,
    close: () => listener.close(),
  };
}

function createOrganizationProvider(
  organization: PeopleOrganization,
  origin: string,
  options: OpenIdOptions,
): Promise<PersonProvider> {
  return createPersonProvider({
    issuer: `${origin}/${organization}`,
    cookiePrefix: organization,
    title: TITLES[organization],
    people: SAMPLE_PEOPLE[organization],
    configuration: {
      scopes: ['openid', 'profile', 'email', 'groups'],
      clients: [
        {
          client_id: CLIENT_ID,
          client_name: 'Castellan',
          client_secret: options.clientSecret,
          redirect_uris: [options.redirectUris[organization]],
          post_logout_redirect_uris: [options.postLogoutRedirectUri],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          token_endpoint_auth_method: 'client_secret_basic',
        },
      ],
    },
  });
}
