import { describe, expect, test } from 'vitest';
import { compile, type PolicyRows } from '../../policies/compile.js';
import type { OfferingKind, RuleEffect } from '../../policies/policy.js';
import type { Caller } from './authenticate.js';
import type { Asked } from './classify.js';
import { decideOn, isVisible, notThere } from './decide.js';
import type { Resolved } from './resolve.js';
import { ServedDefinition } from '../offerings/served-definition.js';

interface Offered {
  readonly kind: OfferingKind;
  readonly name: string;
  readonly effect?: RuleEffect;
  readonly definition?: Record<string, unknown>;
}

const caller = {
  principal: { memberId: 'ann', groupIds: new Set(), active: true },
  scope: { connectors: 'all', access: 'write' },
} as unknown as Caller;

/** A connector that offers this, each thing with a rule for everyone if it has an effect. */
function offering(...offered: readonly Offered[]): Resolved {
  const rows: PolicyRows = {
    organizationId: 'acme',
    version: 1,
    connectors: [{ id: 'c', slug: 'sample', name: 'Sample', state: 'published' }],
    offerings: offered.map(({ kind, name }) => ({
      id: `${kind} ${name}`,
      connectorId: 'c',
      kind,
      name,
      classification: 'read',
      liveHash: `${kind} ${name}`,
      approvedHash: `${kind} ${name}`,
    })),
    publications: [{ connectorId: 'c', groupId: null }],
    rules: offered.flatMap(({ kind, name, effect }) =>
      effect ? [{ offeringId: `${kind} ${name}`, groupId: null, effect }] : [],
    ),
    groups: [],
  };
  const policy = compile(rows);
  const definitions = new Map(
    offered.map(({ kind, name, definition = {} }) => [
      `${kind} ${name}`,
      new ServedDefinition(kind, definition),
    ]),
  );
  return {
    policy,
    connector: policy.connectors.get('sample'),
    served: { definitions },
  } as unknown as Resolved;
}

function decide(resolved: Resolved, method: string, params: Record<string, unknown>) {
  const asked = { request: { jsonrpc: '2.0', id: 1, method, params }, era: 'modern' } as unknown as Asked;
  return decideOn(resolved, caller, asked, new Date());
}

const read = (resolved: Resolved, uri: string) => decide(resolved, 'resources/read', { uri });

describe('a resource', () => {
  const files = offering(
    { kind: 'resource_template', name: 'file:///{name}', effect: 'allow' },
    { kind: 'resource', name: 'file:///secret', effect: 'block' },
    { kind: 'resource', name: 'file:///unruled' },
    { kind: 'resource', name: 'file:///open', effect: 'allow' },
  );

  test('of its own is decided on by its own rule', () => {
    expect(read(files, 'file:///open').question).toMatchObject({ kind: 'resource', name: 'file:///open' });
    expect(read(files, 'file:///open').definition).toBeDefined();
    expect(read(files, 'file:///secret').definition).toBeUndefined();
    expect(read(files, 'file:///unruled').definition).toBeUndefined();
  });

  test('is read through an allowed template', () => {
    expect(read(files, 'file:///other')).toMatchObject({
      question: { kind: 'resource_template', name: 'file:///{name}', asked: 'file:///other' },
      decision: { effect: 'allow' },
    });
  });

  test.each(['file:///s%65cret', 'file:///%73%65%63%72%65%74'])('that is blocked is not had as %s', (uri) => {
    expect(read(files, uri).definition).toBeUndefined();
    expect(read(files, uri).question.name).toBe('file:///secret');
  });

  test('that no template makes is not there', () => {
    const decided = read(files, 'file:///a/b');
    expect(decided.definition).toBeUndefined();
    expect(isVisible(decided)).toBe(false);
  });

  test('is refused visibly when its template is known and not allowed', () => {
    const closed = offering({ kind: 'resource_template', name: 'file:///{name}' });
    expect(isVisible(read(closed, 'file:///x'))).toBe(true);
    expect(read(closed, 'file:///x').definition).toBeUndefined();
  });

  test('is read through the template that allows it, whichever comes first', () => {
    const two = offering(
      { kind: 'resource_template', name: 'a://{x}' },
      { kind: 'resource_template', name: 'a://{y}', effect: 'allow' },
    );
    expect(read(two, 'a://1').definition).toBeDefined();
  });
});

describe('a completion', () => {
  const sample = offering(
    { kind: 'prompt', name: 'greet', effect: 'allow' },
    { kind: 'prompt', name: 'curse' },
    { kind: 'resource_template', name: 'a://{x}', effect: 'allow' },
  );
  const complete = (ref: unknown) => decide(sample, 'completion/complete', { ref });

  test('is decided on as what it completes', () => {
    expect(complete({ type: 'ref/prompt', name: 'greet' }).definition).toBeDefined();
    expect(complete({ type: 'ref/prompt', name: 'curse' }).definition).toBeUndefined();
    expect(complete({ type: 'ref/resource', uri: 'a://{x}' }).definition).toBeDefined();
    expect(complete({ type: 'ref/resource', uri: 'b://{x}' }).definition).toBeUndefined();
  });

  test.each([undefined, {}, { type: 'ref/tool', name: 'greet' }, { type: 'ref/prompt' }])(
    'of %j is refused',
    (ref) => {
      expect(() => complete(ref)).toThrow('Invalid params');
    },
  );
});

test('a name is the name and nothing inherited', () => {
  const sample = offering({ kind: 'tool', name: 'safe', effect: 'allow', definition: { inputSchema: {} } });
  for (const name of ['__proto__', 'constructor', 'SAFE', 'safe ']) {
    expect(decide(sample, 'tools/call', { name }).definition).toBeUndefined();
  }
  expect(() => decide(sample, 'tools/call', { name: ['safe'] })).toThrow('Invalid params');
});

test('a tool whose header annotations are invalid is there for nobody', () => {
  const properties = { key: { type: 'string', 'x-mcp-header': 'bad name' } };
  const definition = { name: 'odd', inputSchema: { type: 'object', properties } };
  const decided = decide(offering({ kind: 'tool', name: 'odd', effect: 'allow', definition }), 'tools/call', {
    name: 'odd',
  });
  expect(decided.definition).toBeUndefined();
  expect(isVisible(decided)).toBe(false);
});

test('the answer for what is not there repeats no more than a piece of what was asked for', () => {
  const long = 'x'.repeat(10_000);
  expect(JSON.stringify(notThere({ kind: 'tool', name: long, asked: long }, 'modern')).length).toBeLessThan(
    400,
  );
  expect(notThere({ kind: 'resource', name: 'a://b', asked: 'a://b' }, 'legacy').code).toBe(-32002);
  expect(notThere({ kind: 'resource', name: 'a://b', asked: 'a://b' }, 'modern').code).toBe(-32602);
});
