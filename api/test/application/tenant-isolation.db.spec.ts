import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/ids.js';
import { Given, type GivenOrganization } from '../given.js';
import { ApiClient, type GraphqlAnswer } from './api-client.js';
import { startApplication, type RunningApplication } from './application.js';

/** One call with an identifier put wherever the operation takes one. */
interface Call {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many identifiers or slugs it carries. */
  readonly identifiers: number;
}

/** Values for texts that have a form, by the name of their field. */
const strings: Readonly<Record<string, string | null>> = {
  after: null,
  slug: 'elsewhere',
  hash: 'a'.repeat(64),
  traceId: 'a'.repeat(32),
};

/** Builds a call of an operation from the schema, so that no new operation can be forgotten here. */
function callOf(
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  id: string,
  slug: string,
): Call {
  let identifiers = 0;
  const valueOf = (type: GraphQLInputType, name: string): unknown => {
    if (isNonNullType(type)) return valueOf(type.ofType, name);
    if (isListType(type)) return [valueOf(type.ofType, name)];
    if (isInputObjectType(type)) {
      return Object.fromEntries(
        Object.values(type.getFields()).map((part) => [part.name, valueOf(part.type, part.name)]),
      );
    }
    if (isEnumType(type)) return type.getValues()[0]?.name;
    const scalar = getNamedType(type).name;
    if (scalar === 'ID') {
      identifiers += 1;
      return id;
    }
    if (name === 'slug' && kind === 'query') {
      identifiers += 1;
      return slug;
    }
    const plain: Readonly<Record<string, unknown>> = {
      Int: 1,
      Boolean: true,
      String: name in strings ? strings[name] : 'text',
      DateTime: new Date(Date.now() + 3_600_000).toISOString(),
    };
    return plain[scalar];
  };
  const variables = Object.fromEntries(
    field.args.map((argument) => [argument.name, valueOf(argument.type, argument.name)]),
  );
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type.toString()}`).join(', ');
  const given = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const type = getNamedType(field.type);
  const selection = isUnionType(type)
    ? '{ __typename ... on Refusal { code message nextStep field } }'
    : isObjectType(type)
      ? type.getFields()['edges']
        ? '{ edges { cursor } }'
        : '{ __typename }'
      : '';
  return {
    query: `${kind} Call${declared ? `(${declared})` : ''} { ${field.name}${given ? `(${given})` : ''} ${selection} }`,
    variables,
    identifiers,
  };
}

/** An answer with everything that must differ between two equal calls taken out. */
function comparable(answer: GraphqlAnswer, id: string, slug: string): string {
  return JSON.stringify(answer, (key, value: unknown) => (key === 'correlationId' ? undefined : value))
    .replaceAll(id, '<id>')
    .replaceAll(slug, '<slug>');
}

describe('a member of organization B with identifiers of organization A', () => {
  let castellan: RunningApplication;
  let given: Given;
  let schema: GraphQLSchema;
  let eva: ApiClient;
  let a: GivenOrganization;
  const identifiers: Record<string, string> = {};

  beforeAll(async () => {
    castellan = await startApplication();
    given = await Given.in(castellan.database);
    schema = castellan.application.get(GraphQLSchemaHost, { strict: false }).schema;
    a = await given.organization('alpha');
    const owner = await given.member(a, { role: 'owner' });
    const group = await given.group(a, 'Sales');
    const connector = await given.connector(a, { slug: 'crm', ownerId: owner });
    const offering = await given.offering(connector, 'search');
    await given.publication(connector, group);
    await given.rule(connector, offering, 'allow', group);
    const alpha = await ApiClient.as(castellan, a.id, owner, 'owner');
    const { data } = await alpha.send(
      '{ auditEvents { edges { node { id } } } tokens { edges { node { id } } } }',
    );
    const first = (list: 'auditEvents' | 'tokens') =>
      (data as unknown as Record<string, { edges: { node: { id: string } }[] }>)[list]!.edges[0]!.node.id;
    Object.assign(identifiers, {
      owner,
      group,
      connector: connector.id,
      offering,
      event: first('auditEvents'),
      token: first('tokens'),
    });

    const b = await given.organization('beta');
    const evaId = await given.member(b, { role: 'owner' });
    eva = await ApiClient.as(castellan, b.id, evaId, 'owner');
  });
  afterAll(async () => {
    await given.end();
    await castellan.stop();
  });

  const operations = () => [
    ...Object.values(schema.getQueryType()!.getFields()).map((field) => ['query', field] as const),
    ...Object.values(schema.getMutationType()!.getFields()).map((field) => ['mutation', field] as const),
  ];

  it('gets for every operation the answer that a random identifier gets', async () => {
    const before = await facts();
    const different: string[] = [];
    let calls = 0;
    for (const [kind, field] of operations()) {
      if (field.name === 'signInOrganization') continue; // Public by intent: names no more than the sign-in page.
      const nowhere = newId();
      const random = callOf(kind, field, nowhere, 'nowhere');
      if (random.identifiers === 0) continue;
      const expected = comparable(await eva.send(random.query, random.variables), nowhere, 'nowhere');
      // An answer about bad input would be the same for every identifier and prove nothing.
      expect(expected).toContain('"errors":[]');
      for (const [what, id] of Object.entries(identifiers)) {
        const foreign = callOf(kind, field, id, 'crm');
        const answer = await eva.send(foreign.query, foreign.variables);
        calls += 1;
        if (comparable(answer, id, 'crm') !== expected)
          different.push(`${field.name} with ${what}: ${JSON.stringify(answer)}`);
      }
    }
    expect(different).toEqual([]);
    expect(calls).toBeGreaterThan(100);
    expect(await facts()).toEqual(before);
  });

  it('sees none of it in lists', async () => {
    const { data } = await eva.send(
      `{ connectors { edges { node { id } } } members { edges { node { id } } } groups { edges { node { id } } }
         auditEvents { edges { node { id } } } tokens { edges { node { id } } } catalog { slug } }`,
    );
    const text = JSON.stringify(data);
    for (const [what, id] of Object.entries(identifiers)) expect(text, what).not.toContain(id);
  });

  /** Everything of A that a call of B could have changed. */
  async function facts(): Promise<unknown> {
    const tables = [
      'connectors',
      'offerings',
      'rules',
      'publications',
      'tokens',
      'members',
      'groups',
      'audit_events',
      'roles_held',
      'credentials',
      'scans',
    ];
    const rows: Record<string, unknown> = {};
    for (const table of tables) {
      rows[table] = await given.rows(
        `select md5(string_agg(t::text, '' order by t::text)) from (select * from ${table} where organization_id = $1) t`,
        [a.id],
      );
    }
    return rows;
  }
});
