import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, Kind, OperationTypeNode, parse, type DocumentNode } from 'graphql';
import { getComplexity } from 'graphql-query-complexity';
import { describe, expect, test } from 'vitest';
import { byRows, maximumCost } from './complexity.plugin.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const schema = buildSchema(readFileSync(`${root}api/schema.graphql`, 'utf8'));

function costOf(query: DocumentNode, operationName?: string): number {
  return getComplexity({
    schema,
    query,
    estimators: [byRows],
    variables: {
      first: 50,
      slug: 'crm',
      id: 'id',
      connectorId: 'id',
      offeringId: 'id',
      search: '',
      window: 'WEEK',
    },
    ...(operationName === undefined ? {} : { operationName }),
  });
}

describe('the cost of an operation', () => {
  const console_ = parse(
    globSync('web/src/app/**/*.graphql', { cwd: root })
      .map((file) => readFileSync(`${root}${file}`, 'utf8'))
      .join('\n'),
  );
  const operations = console_.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION &&
    definition.operation === OperationTypeNode.QUERY &&
    definition.name
      ? [definition.name.value]
      : [],
  );

  test.each(operations)('leaves room for what the console asks: %s', (operation) => {
    expect(costOf(console_, operation)).toBeLessThan(maximumCost);
  });

  test.each([
    '{ connectors(first: 100) { edges { node { offerings { liveDefinition findings { excerpt } } } } } }',
    '{ members(first: 100) { edges { node { groups { id name source memberCount } } } } a: members(first: 100) { edges { node { groups { id } } } } }',
    '{ catalog { offerings { name } } a: connectors(first: 100) { edges { node { publications { group { name } id } scans(first: 50) { id } } } } }',
  ])('counts lists inside lists: %s', (query) => {
    expect(costOf(parse(query))).toBeGreaterThan(maximumCost);
  });
});
