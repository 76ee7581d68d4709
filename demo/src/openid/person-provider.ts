import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Configuration, interactionPolicy as policies, KoaContextWithOIDC } from 'oidc-provider';
import type { HttpHandler } from '../http/listen.js';
import { memoryAdapter } from './memory-adapter.js';
import { PAGE_HEADERS, problemPage, signedOutPage, signOutPage } from './pages.js';
import { interactionPolicy, Provider } from './provider-library.js';
import type { SamplePerson } from './people.js';
import { finishSignIn, showSignIn } from './sign-in.js';

const HOUR = 60 * 60;
const LIFETIMES = {
  AccessToken: HOUR,
  AuthorizationCode: 60,
  Grant: 8 * HOUR,
  IdToken: HOUR,
  Interaction: HOUR,
  RefreshToken: 8 * HOUR,
  Session: 8 * HOUR,
};

/** A running provider: its address, its verification keys, and the handler that serves it. */
export interface PersonProvider {
  readonly issuer: string;
  readonly publicKeys: { keys: JWK[] };
  readonly handle: HttpHandler;
}

/** What sets one provider of the evaluation environment apart from another. */
export interface PersonProviderOptions {
  readonly issuer: string;
  /** Distinguishes the cookies of providers that share the host name 127.0.0.1. */
  readonly cookiePrefix: string;
  readonly title: string;
  readonly people: readonly SamplePerson[];
  readonly configuration: Configuration;
}

/**
 * Makes a provider of `oidc-provider` at which people sign in by choosing a sample person; its signing and cookie keys
 * live as long as the process.
 */
export async function createPersonProvider(options: PersonProviderOptions): Promise<PersonProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const naming = { kid: `${options.cookiePrefix}-1`, use: 'sig', alg: 'RS256' };
  const mountPath = new URL(options.issuer).pathname.replace(/\/$/, '');
  const { features, ...configuration } = options.configuration;

  const provider = new Provider(options.issuer, {
    adapter: memoryAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), ...naming }] },
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: {
        session: `${options.cookiePrefix}_session`,
        interaction: `${options.cookiePrefix}_interaction`,
        resume: `${options.cookiePrefix}_resume`,
      },
    },
    ttl: LIFETIMES,
    claims: { openid: ['sub'], profile: ['name'], email: ['email'], groups: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_context, sub) => {
      const person = options.people.find((one) => one.sub === sub);
      if (!person) return undefined;
      const { name, email, groups } = person;
      return { accountId: sub, claims: () => ({ sub, name, email, groups: [...groups] }) };
    },
    interactions: {
      url: (_context, interaction) => `${mountPath}/sign-in/${interaction.uid}`,
      policy: alwaysChoosePerson(),
    },
    renderError: (context, { error, error_description }) =>
      showPage(context, problemPage(error_description ?? error)),
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (context, form) => showPage(context, signOutPage(form)),
        postLogoutSuccessSource: (context) => showPage(context, signedOutPage()),
      },
      ...features,
    },
    ...configuration,
  });
  const serve = provider.callback();

  return {
    issuer: options.issuer,
    publicKeys: { keys: [{ ...(await exportJWK(publicKey)), ...naming }] },
    async handle(request: IncomingMessage & { originalUrl?: string }, response: ServerResponse) {
      const path = (request.url ?? '/').slice(mountPath.length) || '/';
      if (path.startsWith('/sign-in/')) {
        const finish = request.method === 'POST' ? finishSignIn : showSignIn;
        return finish(provider, options, request, response);
      }
      // The library recognizes where it is mounted by comparing the two, as below an Express router.
      request.originalUrl = request.url;
      request.url = path;
      await serve(request, response);
    },
  };
}

/** Asks at every sign-in who it is: whoever tries the product wants to change between people. */
function alwaysChoosePerson(): policies.DefaultPolicy {
  const { base, Check } = interactionPolicy;
  const policy = base();
  policy
    .get('login')
    ?.checks.add(
      new Check('choose_person', 'a person must be chosen', 'login_required', ({ oidc }) =>
        oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

function showPage(context: KoaContextWithOIDC, html: string): void {
  context.set(PAGE_HEADERS);
  context.body = html;
}
