import { z } from 'zod';
import type { Home } from '../launcher/home.js';
import { SAMPLE_PEOPLE, type PeopleOrganization } from '../openid/index.js';
import type { SampleServers } from '../servers/index.js';
import { ActingPerson } from './acting-person.js';
import { rescan, seedConnector } from './connector-seed.js';
import { demoFileSchema, type DemoFile, type DemoTokens } from './demo-file.js';
import { readDirectory } from './directory.js';
import { applyDrift, DRIFTED } from './drift.js';
import { PLANS, type OrganizationPlan } from './plan.js';
import { createTokens } from './tokens.js';

const PROGRESS = 'seeded.json';
const DEMO = 'demo.json';
const DAY_MS = 24 * 60 * 60 * 1000;

const progressSchema = z.object({
  /** Organizations whose people have signed in once. */
  people: z.array(z.string()),
  /** Connectors that were carried as far as their plan says; what people changed since stays. */
  connectors: z.array(z.string()),
  drifted: z.boolean(),
  tokensExpireAt: z.iso.datetime().nullable(),
});

type Progress = z.infer<typeof progressSchema>;

const NOTHING: Progress = { people: [], connectors: [], drifted: false, tokensExpireAt: null };

/** What the seed works on. */
export interface SeedOptions {
  readonly home: Home;
  readonly url: string;
  readonly servers: Readonly<Record<PeopleOrganization, SampleServers>>;
  readonly report: (line: string) => void;
}

/** Whether a sample server had changed when the environment was stopped; its changes live only in memory. */
export async function reapplyDrift(home: Home, servers: SeedOptions['servers']): Promise<void> {
  const { drifted } = await readProgress(home);
  if (drifted) applyDrift(servers[DRIFTED.organization]);
}

/** Forgets what was seeded, for a database that is new. */
export async function forgetSeed(home: Home): Promise<void> {
  await home.remove(PROGRESS);
  await home.remove(DEMO);
}

/** Completes the sample data through sign-in and API, as people would, and writes demo.json. */
export async function seed(options: SeedOptions): Promise<DemoFile> {
  return new Seed(options, await readProgress(options.home)).run();
}

async function readProgress(home: Home): Promise<Progress> {
  const parsed = progressSchema.safeParse(await home.read(PROGRESS));
  return parsed.success ? parsed.data : NOTHING;
}

class Seed {
  readonly #signedIn = new Map<string, Promise<ActingPerson>>();

  constructor(
    private readonly options: SeedOptions,
    private progress: Progress,
  ) {}

  async run(): Promise<DemoFile> {
    for (const plan of PLANS) {
      await this.#people(plan);
      await this.#connectors(plan);
    }
    await this.#drift();
    return this.#demoFile();
  }

  async #people({ slug, name }: OrganizationPlan): Promise<void> {
    if (this.progress.people.includes(slug)) return;
    this.options.report(`Signing in the sample people of ${name}…`);
    // One after the other: the groups of the directory come into being with their first member.
    for (const { sub } of SAMPLE_PEOPLE[slug]) await this.#signIn(slug, sub);
    await this.#note({ people: [...this.progress.people, slug] });
  }

  async #connectors(plan: OrganizationPlan): Promise<void> {
    const missing = plan.connectors.filter(({ slug }) => !this.#isSeeded(plan, slug));
    if (missing.length === 0) return;
    this.options.report(`Registering the connectors of ${plan.name}…`);
    const admin = await this.#signIn(plan.slug, plan.admin);
    const directory = await readDirectory(admin, plan.slug);
    for (const connector of missing) {
      await seedConnector(admin, connector, this.options.servers[plan.slug].get(connector.slug), directory);
      await this.#note({ connectors: [...this.progress.connectors, `${plan.slug}/${connector.slug}`] });
    }
  }

  async #drift(): Promise<void> {
    if (this.progress.drifted) return;
    const plan = planOf(DRIFTED.organization);
    applyDrift(this.options.servers[plan.slug]);
    await rescan(await this.#signIn(plan.slug, plan.admin), DRIFTED.slug);
    await this.#note({ drifted: true });
  }

  async #demoFile(): Promise<DemoFile> {
    const stored = demoFileSchema.safeParse(await this.options.home.read(DEMO));
    const expireAt = Date.parse(this.progress.tokensExpireAt ?? '');
    const usable = stored.success && expireAt > Date.now() + DAY_MS;
    const known = usable ? stored.data.organizations : undefined;
    const file: DemoFile = {
      url: this.options.url,
      organizations: {
        acme: await this.#entry('acme', known?.acme.tokens),
        northfield: await this.#entry('northfield', known?.northfield.tokens),
      },
    };
    await this.options.home.write(DEMO, file);
    return file;
  }

  async #entry(slug: PeopleOrganization, known: DemoTokens | undefined) {
    const plan = planOf(slug);
    const mcp = Object.fromEntries(
      plan.connectors.map((connector) => [
        connector.slug,
        `${this.options.url}/mcp/${slug}/${connector.slug}`,
      ]),
    );
    const aggregate = `${this.options.url}/mcp/${slug}`;
    return { mcp, aggregate, tokens: known ?? (await this.#tokens(plan)) };
  }

  async #tokens(plan: OrganizationPlan): Promise<DemoTokens> {
    const { tokens, expiresAt } = await createTokens(plan, (sub) => this.#signIn(plan.slug, sub));
    await this.#note({ tokensExpireAt: expiresAt.toISOString() });
    return tokens;
  }

  #signIn(organization: PeopleOrganization, sub: string): Promise<ActingPerson> {
    const known = this.#signedIn.get(sub) ?? ActingPerson.signIn(this.options.url, organization, sub);
    this.#signedIn.set(sub, known);
    return known;
  }

  #isSeeded(plan: OrganizationPlan, slug: string): boolean {
    return this.progress.connectors.includes(`${plan.slug}/${slug}`);
  }

  async #note(step: Partial<Progress>): Promise<void> {
    this.progress = { ...this.progress, ...step };
    await this.options.home.write(PROGRESS, this.progress);
  }
}

function planOf(slug: PeopleOrganization): OrganizationPlan {
  const plan = PLANS.find((one) => one.slug === slug);
  if (!plan) throw new Error(`There is no plan for ${slug}.`);
  return plan;
}
