import type { ActingPerson } from './acting-person.js';
import type { DemoTokens } from './demo-file.js';
import type { OrganizationPlan } from './plan.js';

/** As long as a token that reaches the API may live. */
const LIFE_DAYS = 90;

/** Creates the tokens of demo.json, each by the person whose token it is. */
export async function createTokens(
  plan: OrganizationPlan,
  signIn: (sub: string) => Promise<ActingPerson>,
): Promise<{ tokens: DemoTokens; expiresAt: Date }> {
  const expiresAt = new Date(Date.now() + LIFE_DAYS * 24 * 60 * 60 * 1000);
  const withAllScopes = async (sub: string) => {
    const person = await signIn(sub);
    return issue(person, expiresAt, { apiScopes: await scopesOf(person) });
  };
  const tokens = {
    owner: await withAllScopes(plan.owner),
    admin: await withAllScopes(plan.admin),
    reviewer: await withAllScopes(plan.reviewer),
    auditor: await issue(await signIn(plan.auditor), expiresAt, { apiScopes: ['audit.read'] }),
    member: await gatewayToken(await signIn(plan.member), expiresAt),
  };
  return { tokens, expiresAt };
}

/** Everything the member may use, reading and writing: what rules forbid stays forbidden. */
async function gatewayToken(person: ActingPerson, expiresAt: Date): Promise<string> {
  const { catalog } = await person.query<{ catalog: readonly { slug: string }[] }>(
    'query Seed { catalog { slug } }',
  );
  const connectors = catalog.map(({ slug }) => ({ slug }));
  return issue(person, expiresAt, { access: 'WRITE', connectors });
}

async function scopesOf(person: ActingPerson): Promise<string[]> {
  const answer = await person.query<{ grantableScopes: readonly { name: string }[] }>(
    'query Seed { grantableScopes { name } }',
  );
  return answer.grantableScopes.map(({ name }) => name);
}

async function issue(person: ActingPerson, expiresAt: Date, scope: Record<string, unknown>): Promise<string> {
  const { secret } = await person.change<{ secret: string }>(
    'createToken',
    { name: 'Evaluation (demo.json)', expiresAt: expiresAt.toISOString(), ...scope },
    '... on IssuedToken { secret }',
  );
  return secret;
}
