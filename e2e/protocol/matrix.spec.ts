import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import { absent, type Capability } from './capabilities.js';
import type { Address, ClientKind, Contact } from './contact.js';
import { inspectorClients } from './inspector-clients.js';
import { Matrix } from './matrix.js';
import { mcpRemoteClients } from './mcp-remote-clients.js';
import { mcporterClient } from './mcporter-client.js';
import { aggregatedPlan } from './plans/aggregated-plan.js';
import { everythingPlans } from './plans/everything-plans.js';
import { fixturePlans } from './plans/fixture-plans.js';
import { samplePlans } from './plans/sample-plans.js';
import type { ServerPlan } from './plans/server-plan.js';
import { sdkClients } from './sdk-clients.js';
import { readTrail } from './trail.js';
import { trials } from './trials.js';
import { connectorSlug, resultOf, startOthers, startSamples, Upstreams, type Result } from './upstreams.js';

const clients = [...sdkClients, ...mcpRemoteClients, ...inspectorClients, mcporterClient];
const servers = [...everythingPlans, ...fixturePlans, ...samplePlans];
const [everything, , , newest] = servers;
if (!everything || !newest) throw new Error('Two servers are needed for one address.');
const together = [everything.slug, newest.slug];
const plans = [...servers, aggregatedPlan(everything, newest, connectorSlug)];
const tried = Object.keys(trials) as Capability[];
const matrix = new Matrix(
  clients.map(({ title }) => title),
  plans.map(({ slug }) => slug),
  tried,
);

let castellan: Installation;
let upstreams: Upstreams;
const connectorIds = new Map<string, string>();

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
  upstreams = new Upstreams(castellan, [...(await startSamples()), ...(await startOthers())]);
  // A run has to exist before it can be read.
  await upstreams.call('automation', {
    name: 'trigger_workflow',
    arguments: { workflow: 'welcome-customer' },
  });
  for (const { slug, tools } of servers) connectorIds.set(slug, await upstreams.publish(slug, tools));
});

afterAll(async () => {
  console.info(`What was proven through the gateway\n\n${matrix.format()}\n`);
  await upstreams.close();
  await castellan.stop();
});

describe.each(clients)('$title', (client) => {
  describe.each(plans)('with $slug', (plan) => {
    let contact: Contact;
    beforeAll(async () => {
      contact = await client.connect(await addressOf(plan));
    });
    afterAll(() => contact.close());

    let reading: Promise<Result> | undefined;
    const { name, arguments: input } = plan.read;
    const read = () => (reading ??= contact.call(name, input).then(resultOf));

    for (const capability of tried) {
      const reason = whyNot(client, plan, capability);
      if (reason !== undefined) {
        matrix.excuse(client.title, plan.slug, capability, reason);
        continue;
      }
      const { title, run } = trials[capability];
      // What changes something, or looks at all that has been done, is not done beside the rest.
      const isAlone = !client.isCommand || capability === 'write' || capability === 'trail';
      const test = isAlone ? it : it.concurrent;
      test(title, async () => {
        const trail = () => readTrail(castellan.admin, connectorIds.get(plan.slug) ?? '', client.inTrail);
        await run({ client, plan, contact, upstreams, read, trail });
        matrix.prove(client.title, plan.slug, capability);
      });
    }
  });
});

it('leaves no cell of the matrix without a word', () => {
  expect(matrix.count()).toMatchObject({ open: 0 });
});

/** Where the servers of a plan are reached through the gateway. */
async function addressOf({ slug, behind }: ServerPlan): Promise<Address> {
  return behind ? upstreams.behindOneAddress(together) : upstreams.behindGateway(slug);
}

/** Why something is not tried with this client and this server, if there is a reason. */
function whyNot(client: ClientKind, plan: ServerPlan, capability: Capability): string | undefined {
  if (isOptional(capability) && !plan[capability]) return absent[capability];
  if (capability === 'trail' && plan.behind)
    return 'its events are those of the connector, whose row looks at them';
  return client.cannot[capability];
}

function isOptional(capability: Capability): capability is keyof typeof absent {
  return Object.hasOwn(absent, capability);
}
