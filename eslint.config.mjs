import { defineConfig } from 'eslint/config';
import baseConfig from './.config/eslint.config.mjs';

/** Rules that need types: what the compiler lets pass and what then fails at run time. */
const typeAware = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
  '@typescript-eslint/ban-ts-comment': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
  'max-lines': ['warn', { max: 400 }],
};

export default defineConfig([
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/coverage/',
      '**/data/',
      '**/artifacts/',
      '.cache/',
      '.config/',
      'bench/out/',
      // Generated from openapi.json.
      'src/api/openapi.ts',
      'tests/fixtures/**/*.js',
      'test-results/',
      'playwright-report/',
    ],
  },
  ...baseConfig,
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines': ['warn', { max: 400 }],
      // Of the sidecar a browser may only have what imports nothing.
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '/backend/(?!src/(lib/figures|diagnosis/error-codes)$)' }],
          paths: [{ name: '@grafana/i18n', importNames: ['t'], message: 'It escapes values: use src/translations.' }],
        },
      ],
    },
  },
  {
    files: ['src/translations.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['admin/src/**/*.ts'],
    languageOptions: { parserOptions: { project: './admin/tsconfig.json' } },
    rules: {
      ...typeAware,
      // Bundled for every page of another site: it may have what imports nothing, and types.
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]|/backend/(?!src/lib/figures$)|^(\\.\\./)+src/(?!api/openapi$)' }] },
      ],
    },
  },
  {
    files: ['backend/src/**/*.ts'],
    languageOptions: { parserOptions: { project: './backend/tsconfig.json' } },
    rules: {
      ...typeAware,
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '/(tests|demo|k6/lib)/', message: "The sidecar's units stand on their own workspace." }],
          paths: [{ name: 'fast-check', message: 'It tries by chance: import seeded-fast-check.' }],
        },
      ],
    },
  },
  {
    files: ['backend/src/**/*.ts'],
    ignores: [
      'backend/src/**/*.test.ts',
      'backend/src/**/testing/**',
      'backend/src/db/{database,embedded-client,transaction}.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='transaction']",
          message: 'Every commit has a name and its fault points: inTransaction of db.',
        },
      ],
    },
  },
  {
    files: ['backend/src/testing/seeded-fast-check.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['backend/src/cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: [
      'tests/**/*.{ts,tsx}',
      'demo/**/*.ts',
      'compose/**/*.ts',
      'bench/**/*.ts',
      'packaging/**/*.ts',
      'admin/build.ts',
      'admin/examples/**/*.ts',
      'playwright.config.ts',
    ],
    languageOptions: {
      parserOptions: { project: ['./tests/tsconfig.json', './tests/plugin/host/page/tsconfig.json'] },
    },
    rules: typeAware,
  },
]);
