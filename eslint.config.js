// One linter for the whole tree. Type-aware where it pays: floating promises and misused promises are bugs.
import js from '@eslint/js';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const server = ['api/**/*.ts', 'migrations/**/*.ts', 'demo/**/*.ts', 'e2e/**/*.ts'];

/** Modules that open outbound connections. Only the guarded client may. */
const outbound = [
  'undici',
  'node:http',
  'node:https',
  'node:http2',
  'node:net',
  'node:tls',
  'node:dns',
  'axios',
  'got',
];

/** Forbids what opens connections, but for these names of a package. */
const opensNothing = (allowed = {}) => [
  'error',
  {
    paths: outbound.map((name) => ({
      name,
      allowTypeImports: true,
      ...(allowed[name] ? { allowImportNames: allowed[name] } : {}),
      message: 'Only platform/http-out opens outbound connections.',
    })),
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.angular/**',
      '**/.nx/**',
      '.castellan/**',
      'web/src/app/graphql/generated/**',
      '**/test-results/**',
      '**/playwright-report/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        Buffer: 'readonly',
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    files: server,
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
      ],
    },
  },
  {
    files: ['api/src/**/*.ts'],
    ignores: [
      'api/src/platform/http-out/**',
      'api/src/platform/database/embedded/**',
      'api/src/**/*.spec.ts',
      'api/src/main.ts',
    ],
    rules: {
      'no-restricted-imports': opensNothing(),
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Only platform/http-out opens outbound connections.' },
      ],
    },
  },
  {
    // To serve opens nothing.
    files: ['api/src/platform/http-in/**/*.ts'],
    rules: { 'no-restricted-imports': opensNothing({ 'node:http': ['createServer'] }) },
  },
  {
    // Playwright reads which fixtures a fixture wants from its first parameter, which has to be a pattern even if empty.
    files: ['e2e/browser/test.ts'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  {
    files: ['web/**/*.ts'],
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
  {
    files: ['web/**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
  },
  prettier,
);
