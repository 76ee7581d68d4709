import { SeedFailure } from './seed-failure.js';
import { Visitor } from './visitor.js';

/** A refusal that the API answered as data. */
interface RefusalAnswer {
  readonly __typename: 'Refusal';
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

/** A sample person, signed in through the real sign-in, who works with Castellan's API as the console does. */
export class ActingPerson {
  private constructor(
    private readonly url: string,
    readonly sub: string,
    private readonly visitor: Visitor,
  ) {}

  /** Signs a sample person in at the organization's provider. */
  static async signIn(url: string, organization: string, sub: string): Promise<ActingPerson> {
    const visitor = new Visitor();
    const provider = await visitor.open(`${url}/auth/sign-in/${organization}`);
    if (provider.url.origin === new URL(url).origin) throw stopped(sub, provider.url);
    const isThere = (at: URL) =>
      at.origin === new URL(url).origin && !at.pathname.startsWith('/auth/callback/');
    const arrived = await visitor.open(provider.url, { form: { person: sub }, isThere });
    if (!isThere(arrived.url) || arrived.url.pathname.startsWith('/sign-in')) throw stopped(sub, arrived.url);
    return new ActingPerson(url, sub, visitor);
  }

  /** Runs a query, or throws what the API objected to. */
  async query<Answer>(document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const { status, text } = await this.visitor.post(`${this.url}/graphql`, { query: document, variables });
    const answer = parseAnswer<Answer>(text);
    if (answer?.data && !answer.errors) return answer.data;
    const reason = answer?.errors?.map((error) => error.message).join('; ') ?? text.slice(0, 300);
    throw new SeedFailure(`${this.sub} could not ask the API (status ${status}): ${reason}`);
  }

  /** Runs the mutation of this name, and returns the success; a refusal is thrown with what it says. */
  async change<Success>(
    mutation: string,
    input: Record<string, unknown>,
    selection: string,
  ): Promise<Success> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const { result } = await this.query<{ result: Success | RefusalAnswer }>(
      `mutation Seed($input: ${type}!) {
        result: ${mutation}(input: $input) { __typename ${selection} ... on Refusal { code message nextStep } }
      }`,
      { input },
    );
    if (!isRefusal(result)) return result;
    throw new SeedFailure(`${this.sub} was refused ${mutation}: ${result.message} ${result.nextStep}`);
  }
}

function isRefusal(result: unknown): result is RefusalAnswer {
  return (
    typeof result === 'object' && result !== null && '__typename' in result && result.__typename === 'Refusal'
  );
}

function parseAnswer<Answer>(
  text: string,
): { data?: Answer; errors?: readonly { message: string }[] } | undefined {
  try {
    return JSON.parse(text) as { data?: Answer; errors?: readonly { message: string }[] };
  } catch {
    return undefined;
  }
}

function stopped(sub: string, at: URL): SeedFailure {
  return new SeedFailure(`${sub} could not sign in: it ended at ${at.href}.`);
}
