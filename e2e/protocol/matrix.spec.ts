import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstallation, type Installation } from '../installation/installation.js';
import type { ClientKind, Contact, ToolAnswer } from './contact.js';
import { inspectorClients } from './inspector-clients.js';
import { Matrix } from './matrix.js';
import { samplePlans, type SamplePlan } from './sample-plans.js';
import { SampleUpstreams } from './sample-upstreams.js';
import { sdkClients } from './sdk-clients.js';
import { readTrail } from './trail.js';

const clients = [...sdkClients, ...inspectorClients];
const matrix = new Matrix(
  clients.map(({ title }) => title),
  samplePlans.map(({ slug }) => slug),
);

let castellan: Installation;
let upstreams: SampleUpstreams;
const connectorIds = new Map<string, string>();

beforeAll(async () => {
  castellan = await startInstallation({ durable: false });
  upstreams = await SampleUpstreams.start(castellan);
  // A run has to exist before it can be read.
  await upstreams.call('automation', 'trigger_workflow', { workflow: 'welcome-customer' });
  for (const { slug, tools } of samplePlans) connectorIds.set(slug, await upstreams.publish(slug, tools));
});

afterAll(async () => {
  console.info(`What was proven through the gateway, by client and server\n${matrix.format()}\n`);
  await upstreams.close();
  await castellan.stop();
});

describe.each(clients)('$title', (client: ClientKind) => {
  describe.each(samplePlans)('with $slug', (plan: SamplePlan) => {
    const { slug, tools, read, refused, write, resource, prompt } = plan;
    const proven = matrix.prover(client.title, slug);
    let contact: Contact;

    beforeAll(async () => {
      contact = await client.connect(upstreams.behindGateway(slug));
    });
    afterAll(() => contact.close());

    it('lists exactly the allowed tools', async () => {
      expect((await contact.toolNames()).sort()).toEqual(tools.allow);
      proven();
    });

    it('gets the answer that the server gives directly', async () => {
      const answer = resultOf(await contact.call(read.name, read.arguments));
      expect(answer.isError).toBe(false);
      expect(answer.structured).toEqual(await upstreams.call(slug, read.name, read.arguments));
      expect(JSON.parse(answer.text)).toEqual(answer.structured);
      proven();
    });

    if (write) {
      it('changes what is read afterwards', async () => {
        const text = `Written by ${client.title}`;
        const change = write.change(text);
        const changed = resultOf(await contact.call(change.name, change.arguments));
        const look = write.look(changed.structured);
        const seen = resultOf(await contact.call(look.name, look.arguments));
        expect(seen.text).toContain(text);
        expect(seen.structured).toEqual(await upstreams.call(slug, look.name, look.arguments));
        proven();
      });
    }

    if (client.asksForAnything) {
      it('is refused a blocked tool, with the reason', async () => {
        const before = await upstreams.call(slug, read.name, read.arguments);
        const answer = resultOf(await contact.call(refused.name, refused.arguments));
        expect(answer.isError).toBe(true);
        expect(answer.text).toContain(`The tool ${refused.name}`);
        expect(answer.text).toMatch(/block/);
        expect(await upstreams.call(slug, read.name, read.arguments)).toEqual(before);
        proven();
      });

      it('hears the same about a tool that nobody approved as about one that does not exist', async () => {
        const [unreviewed = 'no_such_tool'] = tools.unreviewed ?? [];
        const unknown = await contact.call('another_tool', {});
        expect(unknown).toMatchObject({ kind: 'error', code: -32602 });
        const invisible = await contact.call(unreviewed, {});
        expect(JSON.stringify(invisible)).toBe(JSON.stringify(unknown).replace('another_tool', unreviewed));
        proven();
      });
    }

    if (resource) {
      it('reads a resource', async () => {
        const direct = await upstreams.directly(slug, (server) => server.readResource({ uri: resource }));
        expect(await contact.readResource(resource)).toBe(textOf(direct.contents));
        proven();
      });
    }

    if (prompt) {
      it('gets a prompt', async () => {
        const { name, arguments: input } = prompt;
        const direct = await upstreams.directly(slug, (server) => server.getPrompt(prompt));
        expect(await contact.getPrompt(name, input)).toBe(
          textOf(direct.messages.map(({ content }) => content)),
        );
        proven();
      });
    }

    it('leaves who called what, and which rule decided, in the audit trail', async () => {
      const events = await readTrail(castellan.admin, connectorIds.get(slug) ?? '', client.inTrail);
      const allowed = events.filter(({ type }) => type === 'gateway.called');
      expect(allowed.map(({ offeringName }) => offeringName)).toContain(read.name);
      for (const event of allowed) {
        expect(event).toMatchObject({
          actor: { displayName: 'Max Member' },
          outcome: 'SUCCESS',
          channel: 'gateway',
          decisionEffect: 'allow',
          decisionRule: expect.stringMatching(/\S/),
          contractHash: expect.stringMatching(/\S/),
        });
      }
      if (client.asksForAnything) {
        expect(events).toContainEqual(
          expect.objectContaining({
            type: 'gateway.refused',
            outcome: 'DENIED',
            offeringName: refused.name,
            decisionEffect: 'deny',
            decisionReason: expect.stringContaining('block'),
          }),
        );
      }
      proven();
    });
  });
});

function resultOf(answer: ToolAnswer): Extract<ToolAnswer, { kind: 'result' }> {
  if (answer.kind === 'result') return answer;
  throw new Error(`Instead of a result came the error ${answer.code}: ${answer.message}`);
}

function textOf(parts: readonly object[]): string {
  return parts.map((part) => ('text' in part ? String(part.text) : '')).join('\n');
}
