import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = { DateTime: 'string', JSON: 'unknown', ID: 'string' };

/** Types of the schema the API prints, and of every operation in src/app, which stand in `.graphql` files beside their pages. */
const config: CodegenConfig = {
  schema: '../api/schema.graphql',
  documents: ['src/app/**/*.graphql'],
  generates: {
    'src/app/graphql/generated/schema.ts': {
      plugins: ['typescript'],
      config: { enumsAsTypes: true, useTypeImports: true, avoidOptionals: { field: true }, scalars },
    },
    'src/app/graphql/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        avoidOptionals: { field: true },
        scalars,
      },
    },
  },
};

export default config;
