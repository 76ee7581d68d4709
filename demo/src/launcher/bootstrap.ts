import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { PeopleOrganization } from '../openid/index.js';
import { PLANS, ROLE_GROUPS, type OrganizationPlan } from '../seed/plan.js';
import { EvaluationProblem } from './evaluation-problem.js';

const cli = createRequire(import.meta.url).resolve('@castellan/api/cli');

/** What `castellan bootstrap` needs to know. */
export interface BootstrapOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** The owner role's connection string, which the API itself never gets. */
  readonly ownerUrl: string;
  readonly issuers: Readonly<Record<PeopleOrganization, string>>;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Makes the sample organizations where they are missing; says whether any was. */
export async function bootstrapOrganizations(options: BootstrapOptions): Promise<boolean> {
  const made = await Promise.all(PLANS.map((plan) => bootstrap(plan, options)));
  return made.includes(true);
}

async function bootstrap(plan: OrganizationPlan, options: BootstrapOptions): Promise<boolean> {
  const { owner, ...others } = ROLE_GROUPS;
  const parameters = {
    organization: [plan.slug],
    name: [plan.name],
    kind: [plan.kind],
    issuer: [options.issuers[plan.slug]],
    'client-id': [options.clientId],
    'client-secret-file': ['-'],
    'owner-group': [owner],
    'role-group': Object.entries(others).map(([role, group]) => `${role}=${group}`),
  };
  const listed = Object.entries(parameters).flatMap(([name, values]) =>
    values.map((value) => `--${name}=${value}`),
  );
  const child = spawn(process.execPath, [cli, 'bootstrap', ...listed], {
    env: { ...options.environment, CASTELLAN_DATABASE_OWNER_URL: options.ownerUrl },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.clientSecret);
  const [said, objected] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return said.includes(`The organization ${plan.slug} was made.`);
  throw new EvaluationProblem(
    `The sample organization ${plan.slug} could not be set up in this database:\n\n${objected.trim()}\n\n` +
      `If it is the database of another evaluation environment, use that one's folder (CASTELLAN_HOME), or an empty database.`,
  );
}
