import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { EvaluationProblem } from './evaluation-problem.js';
import { chooseFreePorts } from './free-ports.js';
import type { Home } from './home.js';

const FILE = 'secrets.json';

const port = z.int().min(1).max(65_535);
const password = z.string().min(20);

const secretsSchema = z.object({
  /** CASTELLAN_KEYS of the API. */
  keys: z.string(),
  databasePasswords: z.object({
    owner: password,
    application: password,
    auditWriter: password,
    worker: password,
  }),
  openIdClientSecret: password,
  /** What the sample code hosting server asks for. */
  codeServerKey: password,
  /** Stay the same, because members are known by their issuer's address and connectors by their own. */
  ports: z.object({
    openId: port,
    acme: z.object({
      crm: port,
      calendar: port,
      code: port,
      finance: port,
      financeAuthorization: port,
      tickets: port,
      automation: port,
      knowledge: port,
    }),
    northfield: z.object({ calendar: port, tickets: port, knowledge: port }),
  }),
});

/** What the evaluation environment makes once and must find again at every start. */
export type Secrets = z.infer<typeof secretsSchema>;

/** The secrets of this environment, made at its first start. */
export async function openSecrets(home: Home): Promise<Secrets> {
  const stored = await home.read(FILE);
  if (stored === undefined) {
    const secrets = await makeSecrets(home.folder);
    await home.write(FILE, secrets);
    return secrets;
  }
  const parsed = secretsSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new EvaluationProblem(
    `${home.pathOf(FILE)} is incomplete (${z.prettifyError(parsed.error).replaceAll('\n', ' ')}). Restore it from a copy, ` +
      `or remove the whole folder to begin afresh: its data is only sample data.`,
  );
}

async function makeSecrets(seed: string): Promise<Secrets> {
  const free = await chooseFreePorts(12, seed);
  const next = () => free.pop() ?? 0;
  const random = () => randomBytes(32).toString('base64url');
  return {
    keys: `evaluation:${random()}`,
    databasePasswords: { owner: random(), application: random(), auditWriter: random(), worker: random() },
    openIdClientSecret: random(),
    codeServerKey: random(),
    ports: {
      openId: next(),
      acme: {
        crm: next(),
        calendar: next(),
        code: next(),
        finance: next(),
        financeAuthorization: next(),
        tickets: next(),
        automation: next(),
        knowledge: next(),
      },
      northfield: { calendar: next(), tickets: next(), knowledge: next() },
    },
  };
}
