// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

const scaffold = require('./.config/jest.config');

const swc = {
  '^.+\\.c?[tj]s$': [
    '@swc/jest',
    { sourceMaps: 'inline', jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};

// PGlite loads its files with import(), which Jest refuses in CommonJS: transformed, it becomes require().
const transformIgnorePatterns = ['/node_modules/(?!@electric-sql/pglite/)'];

// Each project looks into its own folders alone: .cache holds whole file systems of containers.
module.exports = {
  // For a busy machine; nothing waits longer than it has to.
  testTimeout: 180_000,
  projects: [
    {
      ...scaffold,
      displayName: 'plugin',
      rootDir: __dirname,
      roots: ['<rootDir>/src'],
      setupFilesAfterEnv: ['<rootDir>/jest-setup.js'],
      // d3-color, which @grafana/ui pulls in, ships .mjs files that jsdom tests must transform as well.
      transform: { ...scaffold.transform, '^.+\\.mjs$': Object.values(scaffold.transform)[0] },
    },
    {
      displayName: 'backend',
      rootDir: __dirname,
      roots: ['<rootDir>/backend/src'],
      testEnvironment: 'node',
      testMatch: ['<rootDir>/backend/src/**/*.test.ts'],
      transform: swc,
      transformIgnorePatterns,
    },
    {
      displayName: 'admin',
      rootDir: __dirname,
      roots: ['<rootDir>/admin/src'],
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/admin/src/**/*.test.ts'],
      setupFiles: ['<rootDir>/admin/src/testing/setup.ts'],
      transform: swc,
    },
    {
      displayName: 'stack',
      rootDir: __dirname,
      roots: ['<rootDir>/tests', '<rootDir>/demo'],
      testEnvironment: 'node',
      // What takes long, or tells little on a busy machine, is run by `npm run test:full` alone.
      testMatch: ['test', ...(process.env.TEST_FULL === 'true' ? ['full'] : [])].flatMap((kind) => [
        `<rootDir>/tests/**/*.${kind}.ts`,
        `<rootDir>/demo/**/*.${kind}.ts`,
      ]),
      transform: swc,
      transformIgnorePatterns,
    },
  ],
};
