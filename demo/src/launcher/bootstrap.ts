import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PeopleOrganization } from '../openid/index.js';
import { PLANS, ROLE_GROUPS, type OrganizationPlan } from '../seed/plan.js';
import { apiFolder } from './api-process.js';
import type { Secrets } from './secrets.js';

const run = promisify(execFile);

export interface BootstrapOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** The owner role's connection string. */
  readonly owner: string;
  readonly issuers: Readonly<Record<PeopleOrganization, string>>;
  readonly secrets: Secrets;
}

/** Makes the sample organizations where they are missing; says whether any was made. */
export async function bootstrapOrganizations(options: BootstrapOptions): Promise<boolean> {
  let made = false;
  for (const plan of PLANS) made = (await bootstrap(plan, options)) || made;
  return made;
}

async function bootstrap(plan: OrganizationPlan, options: BootstrapOptions): Promise<boolean> {
  const { stdout } = await run(
    process.execPath,
    [join(apiFolder, 'cli.js'), 'bootstrap', plan.slug, ...Object.values(ROLE_GROUPS)],
    {
      env: { ...options.environment, CASTELLAN_DATABASE_OWNER_URL: options.owner },
    },
  );
  return stdout.includes('made');
}
