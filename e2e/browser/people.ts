import { ActingPerson } from '@castellan/demo';
import { Connectors } from '../installation/connectors.js';
import { journeyEnvironment } from './environment.js';

/** What an admin of Acme can do without a browser, to arrange what a journey begins with. */
export async function adminConnectors(): Promise<Connectors> {
  return new Connectors(await actAs('acme-ada-admin'));
}

/** Signs a sample person of Acme in without a browser. */
export function actAs(sub: string): Promise<ActingPerson> {
  return ActingPerson.signIn(journeyEnvironment().url, 'acme', sub);
}

/** Creates a token for one connector, in the name of a person. */
export async function issueToken(
  person: ActingPerson,
  token: { name: string; slug: string; expiresAt?: Date },
): Promise<string> {
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);
  const { secret } = await person.change<{ secret: string }>(
    'createToken',
    {
      name: token.name,
      expiresAt: (token.expiresAt ?? tomorrow).toISOString(),
      access: 'WRITE',
      connectors: [{ slug: token.slug }],
    },
    '... on IssuedToken { secret }',
  );
  return secret;
}
