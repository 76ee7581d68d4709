import { setTimeout as pause } from 'node:timers/promises';
import type { SampleServer } from '../servers/index.js';
import type { ActingPerson } from './acting-person.js';
import type { Directory } from './directory.js';
import type { ConnectorPlan } from './plan.js';
import { SeedFailure } from './seed-failure.js';

interface SeededOffering {
  readonly id: string;
  readonly kind: 'TOOL' | 'RESOURCE' | 'RESOURCE_TEMPLATE' | 'PROMPT' | 'INSTRUCTIONS';
  readonly name: string;
  readonly classification: 'READ' | 'WRITE' | 'DESTRUCTIVE';
  readonly contractState: 'NEW' | 'APPROVED' | 'CHANGED' | 'GONE';
  readonly liveHash: string | null;
}

interface SeededConnector {
  readonly id: string;
  readonly version: number;
  readonly state: 'DRAFT' | 'PUBLISHED' | 'SUSPENDED' | 'RETIRED';
  readonly offerings: readonly SeededOffering[];
}

interface RuleChange {
  readonly offeringId: string;
  readonly groupId: string | null;
  readonly effect: 'ALLOW' | 'BLOCK';
}

const CONNECTOR = 'id version state offerings { id kind name classification contractState liveHash }';
const SCAN = 'id status failure { message nextStep }';
const SCAN_WITHIN_MS = 30_000;

interface SeededScan {
  readonly id: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly failure: { readonly message: string; readonly nextStep: string } | null;
}

/** Registers a sample server and carries it as far as its plan says; what is there already is not made again. */
export async function seedConnector(
  admin: ActingPerson,
  plan: ConnectorPlan,
  server: SampleServer,
  directory: Directory,
): Promise<void> {
  let connector = (await findConnector(admin, plan.slug)) ?? (await register(admin, plan, server, directory));
  if (plan.audience === undefined || connector.state !== 'DRAFT') return;
  const approvals = connector.offerings
    .filter((offering) => offering.contractState === 'NEW')
    .map(({ id, liveHash }) => ({ offeringId: id, hash: liveHash }));
  if (approvals.length > 0) {
    connector = await changeConnector(admin, 'approveOfferings', { connectorId: connector.id, approvals });
  }
  connector = await changeConnector(admin, 'setRules', {
    connectorId: connector.id,
    version: connector.version,
    changes: rulesOf(plan, connector, directory),
  });
  await changeConnector(admin, 'publishConnector', {
    id: connector.id,
    version: connector.version,
    everyone: plan.audience === 'everyone',
    groupIds: directory.groups(plan.audience === 'everyone' ? [] : plan.audience),
  });
}

/** Looks again at what a registered server offers. */
export async function rescan(admin: ActingPerson, slug: string): Promise<void> {
  const connector = await findConnector(admin, slug);
  if (connector) await scan(admin, { connectorId: connector.id });
}

async function findConnector(admin: ActingPerson, slug: string): Promise<SeededConnector | undefined> {
  const { connector } = await admin.query<{ connector: SeededConnector | null }>(
    `query Seed($slug: String!) { connector(slug: $slug) { ${CONNECTOR} } }`,
    { slug },
  );
  return connector ?? undefined;
}

async function register(
  admin: ActingPerson,
  plan: ConnectorPlan,
  server: SampleServer,
  directory: Directory,
): Promise<SeededConnector> {
  const credential =
    server.auth.kind === 'header'
      ? { headerName: server.auth.header, headerValue: server.auth.value }
      : { headerName: null, headerValue: null };
  const transport = server.transport === 'http-sse' ? 'HTTP_SSE' : 'STREAMABLE_HTTP';
  const { id: scanId } = await scan(admin, { url: server.url, transport, ...credential });
  const { slug, name, purpose, dataClass } = plan;
  const ownerId = directory.member(plan.owner);
  return changeConnector(admin, 'registerConnector', {
    ...{ scanId, slug, name, purpose, dataClass, ownerId },
    ...credential,
  });
}

/** Reads are allowed to everyone the connector is published to; of the writes, only what the plan names. */
function rulesOf(plan: ConnectorPlan, connector: SeededConnector, directory: Directory): RuleChange[] {
  return connector.offerings.flatMap(({ id: offeringId, kind, name, classification }): RuleChange[] => {
    // Instructions are served once they are approved; no rule covers them.
    if (kind === 'INSTRUCTIONS') return [];
    if (kind === 'TOOL' && plan.blocked?.includes(name)) {
      return [{ offeringId, groupId: null, effect: 'BLOCK' }];
    }
    const audience = classification === 'READ' ? 'everyone' : plan.allowedWrites?.[name];
    if (audience === undefined) return [];
    if (audience === 'everyone') return [{ offeringId, groupId: null, effect: 'ALLOW' }];
    return directory.groups(audience).map((groupId) => ({ offeringId, groupId, effect: 'ALLOW' }));
  });
}

function changeConnector(
  admin: ActingPerson,
  mutation: string,
  input: Record<string, unknown>,
): Promise<SeededConnector> {
  return admin.change<SeededConnector>(mutation, input, `... on Connector { ${CONNECTOR} }`);
}

async function scan(admin: ActingPerson, input: Record<string, unknown>): Promise<SeededScan> {
  let current = await admin.change<SeededScan>('startScan', input, `... on Scan { ${SCAN} }`);
  for (const until = Date.now() + SCAN_WITHIN_MS; current.status === 'RUNNING'; await pause(50)) {
    if (Date.now() > until) throw new SeedFailure('A scan of a sample server did not end.');
    const answer = await admin.query<{ scan: SeededScan }>(
      `query Seed($id: ID!) { scan(id: $id) { ${SCAN} } }`,
      {
        id: current.id,
      },
    );
    current = answer.scan;
  }
  if (current.status === 'SUCCEEDED') return current;
  throw new SeedFailure(
    `A sample server could not be scanned. ${current.failure?.message ?? ''} ${current.failure?.nextStep ?? ''}`,
  );
}
