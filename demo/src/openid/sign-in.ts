import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import { errors } from './provider-library.js';
import type { SamplePerson } from './people.js';
import { PAGE_HEADERS, problemPage, signInPage } from './pages.js';

const STALE = 'This sign-in is no longer open. Go back to the application and sign in again.';
const UNKNOWN = 'There is no such sample person. Go back and choose one of the list.';

interface SignInOptions {
  readonly title: string;
  readonly people: readonly SamplePerson[];
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Shows the list of sample people, or goes on at once when only consent is left. */
export async function showSignIn(
  provider: Provider,
  options: SignInOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const interaction = await findInteraction(provider, request, response);
  if (!interaction) return sendPage(response, 400, problemPage(STALE));
  if (interaction.prompt.name === 'consent' && interaction.session) {
    return finish(provider, interaction, interaction.session.accountId, request, response);
  }

  const client = await provider.Client.find(String(interaction.params.client_id));
  sendPage(
    response,
    200,
    signInPage({
      title: options.title,
      application: client?.clientName ?? 'the application',
      action: request.url ?? '',
      people: options.people,
    }),
  );
}

/** Signs the chosen person in. */
export async function finishSignIn(
  provider: Provider,
  options: SignInOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sub = new URLSearchParams(await text(request)).get('person');
  const interaction = await findInteraction(provider, request, response);
  if (!interaction) return sendPage(response, 400, problemPage(STALE));
  const person = options.people.find((one) => one.sub === sub);
  if (!person) return sendPage(response, 400, problemPage(UNKNOWN));
  await finish(provider, interaction, person.sub, request, response);
}

/** Grants what was asked for, since sample people have nothing to protect, and returns to the application. */
async function finish(
  provider: Provider,
  interaction: Interaction,
  accountId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const clientId = String(interaction.params.client_id);
  const grant = new provider.Grant({ accountId, clientId });
  const scope = String(interaction.params.scope ?? '');
  grant.addOIDCScope(scope);
  const { resource } = interaction.params;
  if (typeof resource === 'string') grant.addResourceScope(resource, scope);

  await provider.interactionFinished(
    request,
    response,
    { login: { accountId }, consent: { grantId: await grant.save() } },
    { mergeWithLastSubmission: false },
  );
}

async function findInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | undefined> {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, PAGE_HEADERS);
  response.end(html);
}
