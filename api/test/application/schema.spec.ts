import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { schemaText } from '../../src/emit-schema.js';

it('the committed schema is what the resolvers print (npm run schema)', async () => {
  const committed = await readFile(join(import.meta.dirname, '../../schema.graphql'), 'utf8');
  expect(await schemaText()).toBe(committed);
});
