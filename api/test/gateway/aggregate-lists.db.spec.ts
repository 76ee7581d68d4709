import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLegacyServer } from '../mcp/sdk-servers.js';
import { startControlledUpstream, type ControlledUpstream } from './controlled-upstream.js';
import { RunningGateway } from './running-gateway.js';
import { modern, send, type WireAnswer } from './wire.js';

let gateway: RunningGateway;
let crm: ControlledUpstream;

beforeAll(async () => {
  [gateway, crm] = await Promise.all([
    RunningGateway.start(),
    startControlledUpstream({ search: () => undefined }),
  ]);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await crm?.close();
});

function namesIn(answer: WireAnswer, list: string): unknown[] {
  return (answer.message.result?.[list] as { name?: string; uri?: string }[]).map(
    ({ name, uri }) => uri ?? name,
  );
}

test('lists come in pages whose cursors are good for their caller, list and policy alone', async () => {
  const many = await gateway.given.organization('many');
  const owner = await gateway.given.member(many);
  const names = Array.from({ length: 130 }, (_, index) => `prompt-${String(index).padStart(3, '0')}`);
  for (const slug of ['first', 'second']) {
    const connector = await gateway.connect(many, crm, { slug, allowed: [] });
    for (const name of names) {
      const options = { kind: 'prompt', definition: { name } } as const;
      await gateway.given.rule(connector, await gateway.given.offering(connector, name, options), 'allow');
    }
  }
  await gateway.policyChanged(many);
  const theirs = await gateway.token(many, owner);
  const page = (cursor?: unknown, by = theirs) =>
    send(gateway.aggregateOf(many), modern(by, 'prompts/list', cursor === undefined ? {} : { cursor }));
  const seen: unknown[] = [];
  let answer = await page('');
  const firstCursor = answer.message.result?.['nextCursor'];
  for (;;) {
    seen.push(...namesIn(answer, 'prompts'));
    const next = answer.message.result?.['nextCursor'];
    if (next === undefined) break;
    answer = await page(next);
  }
  expect(seen).toEqual(['first', 'second'].flatMap((slug) => names.map((name) => `${slug}__${name}`)));
  const other = await gateway.token(many, await gateway.given.member(many));
  expect((await page(firstCursor, other)).message.error?.code).toBe(-32602);
  const wrongList = await send(
    gateway.aggregateOf(many),
    modern(theirs, 'resources/list', { cursor: firstCursor }),
  );
  expect(wrongList.message.error?.code).toBe(-32602);
  await gateway.policyChanged(many);
  expect((await page(firstCursor)).message.error?.message).toContain('Start again from the first page');
  expect((await page(17)).message.error?.code).toBe(-32602);
});

describe('a resource that several connectors offer', () => {
  test('is offered by none of them at the aggregated address, and by each at its own', async () => {
    const shared = await gateway.given.organization('shared');
    const [one, two] = await Promise.all([startLegacyServer(), startLegacyServer()]);
    await gateway.connect(shared, one, { slug: 'one' });
    const groupId = await gateway.given.group(shared, 'Both');
    const second = await gateway.connect(shared, two, { slug: 'two', groupId });
    const lone = await gateway.token(shared, await gateway.given.member(shared));
    const both = await gateway.token(shared, await gateway.given.member(shared, { groups: [groupId] }));
    const read = (by: string) =>
      send(gateway.aggregateOf(shared), modern(by, 'resources/read', { uri: 'note://one' }));
    const list = (by: string) => send(gateway.aggregateOf(shared), modern(by, 'resources/list'));
    expect(namesIn(await list(lone), 'resources')).toEqual(['note://one']);
    expect((await read(lone)).message.result?.['contents']).toMatchObject([{ text: 'noted' }]);
    expect(namesIn(await list(both), 'resources')).toEqual([]);
    expect((await read(both)).message.error?.message).toContain('(one, two)');
    const own = await send(gateway.urlOf(second), modern(both, 'resources/read', { uri: 'note://one' }));
    expect(own.message.result?.['contents']).toMatchObject([{ text: 'noted' }]);
    // That one is suspended does not make the other the owner.
    await gateway.given.rows(`update connectors set state = 'suspended' where slug = 'one'`);
    await gateway.policyChanged(shared);
    expect((await read(both)).message.error?.message).toContain('(one, two)');
    expect((await read(lone)).message.error?.message).toContain('suspended');
    await Promise.all([one.close(), two.close()]);
  });
});
