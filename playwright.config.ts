import path from 'node:path';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';

const signIn = {
  testDir: path.join(path.dirname(require.resolve('@grafana/plugin-e2e')), 'auth'),
  testMatch: /.*\.js/,
};
const viewer = { user: 'viewer', password: 'viewer-password', role: 'Viewer' } as const;

/** What is tried in a real Grafana: tests/e2e/README.md says how. Everything else is tested by Jest. */
export default defineConfig<PluginOptions>({
  testDir: './tests/e2e',
  // The settings of the app are one for all.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.GRAFANA_URL ?? 'http://localhost:3000',
    launchOptions: { executablePath: process.env.CHROMIUM_BIN },
    trace: 'retain-on-failure',
    provisioningRootDir: path.join(__dirname, 'tests/e2e/provisioning'),
  },
  projects: [
    { name: 'sign in as admin', ...signIn },
    { name: 'sign in as viewer', ...signIn, use: { user: viewer } },
    {
      name: 'admin',
      testMatch: 'admin/*.spec.ts',
      use: { storageState: 'playwright/.auth/admin.json' },
      dependencies: ['sign in as admin'],
    },
    {
      name: 'viewer',
      testMatch: 'viewer/*.spec.ts',
      use: { storageState: `playwright/.auth/${viewer.user}.json` },
      dependencies: ['sign in as viewer', 'admin'],
    },
    {
      name: 'sub-path',
      testMatch: 'sub-path/*.spec.ts',
      // Ends in a slash, and the specs' addresses begin without one: so they stay below it.
      use: { baseURL: process.env.GRAFANA_SUB_PATH_URL ?? 'http://localhost:3001/grafana/' },
    },
  ],
});
