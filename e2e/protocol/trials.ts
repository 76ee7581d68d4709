import { expect } from 'vitest';
import type { Capability } from './capabilities.js';
import { textOf, type ClientKind, type Contact } from './contact.js';
import type { ServerPlan, ToolUse } from './plans/server-plan.js';
import type { TrailEvent } from './trail.js';
import { resultOf, type Result, type Upstreams } from './upstreams.js';

/** One client that is connected to one server through the gateway, and ways to look past the gateway. */
export interface Trial {
  readonly client: ClientKind;
  readonly plan: ServerPlan;
  readonly contact: Contact;
  readonly upstreams: Upstreams;
  /** What the plan has read, asked for once. */
  read(): Promise<Result>;
  /** What the trail says about this client and this server. */
  trail(): Promise<readonly TrailEvent[]>;
}

/** What each capability has to show; each fails unless a user would get what the server gives. */
export const trials: Record<Capability, { title: string; run(trial: Trial): Promise<void> }> = {
  list: {
    title: 'lists exactly the allowed tools',
    async run({ contact, plan }) {
      expect((await contact.toolNames()).sort()).toEqual(plan.tools.allow);
    },
  },
  read: {
    title: 'gets the answer that the server gives directly',
    async run(trial) {
      const answer = await trial.read();
      expect(answer.isError).toBe(false);
      const direct = await directly(trial, trial.plan.read);
      if (!direct.structured) return expect(answer.content).toEqual(direct.content);
      expect(JSON.parse(answer.text)).toEqual(direct.structured);
    },
  },
  structured: {
    title: 'gets structured content, the same as directly',
    async run(trial) {
      const answer = await trial.read();
      expect(answer.structured).toEqual((await directly(trial, trial.plan.read)).structured);
    },
  },
  write: {
    title: 'changes what is read afterwards',
    async run(trial) {
      const { client, plan } = trial;
      const { change, look } = needed(plan.write);
      const text = `Written by ${client.title}`;
      const changed = await called(trial, change(text));
      expect(changed.isError).toBe(false);
      if (!look) return expect(changed.content).toEqual((await directly(trial, change(text))).content);
      const seen = await called(trial, look(changed.structured));
      expect(seen.text).toContain(text);
      expect(seen.structured).toEqual((await directly(trial, look(changed.structured))).structured);
    },
  },
  blocked: {
    title: 'is refused a blocked tool, with the reason',
    async run(trial) {
      const { plan } = trial;
      const before = await directly(trial, plan.read);
      const answer = await called(trial, plan.blocked);
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain(`The tool ${ownName(plan, plan.blocked.name)}`);
      expect(answer.text).toMatch(/block/);
      expect(await directly(trial, plan.read)).toEqual(before);
    },
  },
  hidden: {
    title: 'hears the same about a tool that nobody approved as about one that does not exist',
    async run({ contact, plan }) {
      const [unreviewed = 'no_such_tool'] = plan.tools.unreviewed ?? [];
      const unknown = await contact.call('another_tool', {});
      expect(unknown).toMatchObject({ kind: 'error', code: -32602 });
      const invisible = await contact.call(unreviewed, {});
      expect(JSON.stringify(invisible)).toBe(JSON.stringify(unknown).replaceAll('another_tool', unreviewed));
    },
  },
  failure: {
    title: 'hears how a tool failed at the server',
    async run(trial) {
      const failure = needed(trial.plan.failure);
      const answer = await called(trial, failure);
      const direct = await directly(trial, failure);
      expect(answer).toMatchObject({ isError: true, text: direct.text });
    },
  },
  content: {
    title: 'gets every kind of content as the server wrote it',
    async run(trial) {
      const use = needed(trial.plan.content);
      const { content } = await called(trial, use);
      expect(content.some(({ type }) => type !== 'text')).toBe(true);
      expect(content).toEqual((await directly(trial, use)).content);
    },
  },
  large: {
    title: 'gets a large answer whole',
    async run(trial) {
      const text = 'castellan '.repeat(trial.client.longestArgument / 10);
      const answer = await called(trial, needed(trial.plan.large)(text));
      // Compared by hand: to print a difference would take longer than the test.
      expect(answer.text.includes(text)).toBe(true);
    },
  },
  progress: {
    title: 'hears every step of progress, in order',
    async run({ contact, plan }) {
      const { use, steps } = needed(plan.progress);
      const heard: unknown[] = [];
      resultOf(await contact.call(use.name, use.arguments, (step) => void heard.push(step)));
      // Clients of the SDK drop what they read together with the answer, and servers send the last step right before it.
      expect([steps, steps.slice(0, -1)]).toContainEqual(heard);
    },
  },
  elicitation: {
    title: 'has the person answer what the server asks',
    async run(trial) {
      const answer = await called(trial, needed(trial.plan.elicitation));
      expect(answer).toMatchObject({ isError: false, text: expect.stringContaining('max@acme.example') });
    },
  },
  sampling: {
    title: 'has the model of the client answer what the server asks',
    async run(trial) {
      const answer = await called(trial, needed(trial.plan.sampling));
      const said = expect.stringContaining('What the model of the client says.');
      expect(answer).toMatchObject({ isError: false, text: said });
    },
  },
  resource: {
    title: 'reads a resource',
    async run({ contact, plan, upstreams }) {
      const uri = needed(plan.resource);
      const direct = await upstreams.directly(serverOf(plan), (server) => server.readResource({ uri }));
      expect(await contact.readResource(uri)).toBe(textOf(direct.contents));
    },
  },
  prompt: {
    title: 'gets a prompt',
    async run({ contact, plan, upstreams }) {
      const prompt = needed(plan.prompt);
      const own = { ...prompt, name: ownName(plan, prompt.name) };
      const direct = await upstreams.directly(serverOf(plan), (server) => server.getPrompt(own));
      const text = textOf(direct.messages.map(({ content }) => content));
      expect(await contact.getPrompt(prompt.name, prompt.arguments)).toBe(text);
    },
  },
  trail: {
    title: 'leaves who called what, and which rule decided, in the audit trail',
    async run({ client, plan, trail }) {
      const events = await trail();
      const allowed = events.filter(({ type }) => type === 'gateway.called');
      expect(allowed.map(({ offeringName }) => offeringName)).toContain(plan.read.name);
      for (const event of allowed) {
        expect(event).toMatchObject({
          actor: { displayName: 'Max Member' },
          channel: 'gateway',
          decisionEffect: 'allow',
          decisionRule: expect.stringMatching(/\S/),
          contractHash: expect.stringMatching(/\S/),
        });
      }
      if (client.cannot.blocked) return;
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'gateway.refused',
          outcome: 'DENIED',
          offeringName: plan.blocked.name,
          decisionEffect: 'deny',
          decisionReason: expect.stringContaining('block'),
        }),
      );
    },
  },
};

/** What the server answers when it is asked past Castellan. */
function directly({ plan, upstreams }: Trial, use: ToolUse): Promise<Result> {
  return upstreams.call(serverOf(plan), { ...use, name: ownName(plan, use.name) });
}

function serverOf({ slug, behind }: ServerPlan): string {
  return behind?.slug ?? slug;
}

function ownName({ behind }: ServerPlan, name: string): string {
  return behind ? behind.ownName(name) : name;
}

async function called({ contact }: Trial, { name, arguments: input }: ToolUse) {
  return resultOf(await contact.call(name, input));
}

/** A trial is not run where its server has nothing of the kind. */
function needed<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The plan of this server does not say what to try.');
  return value;
}
