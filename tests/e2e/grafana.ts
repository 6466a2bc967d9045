import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type APIRequestContext, type APIResponse, type Locator, type Page } from '@playwright/test';
import { z } from 'zod';

export const appId = 'blueclerk-loadtest-app';

const administrator = {
  user: process.env.GRAFANA_ADMIN_USER ?? 'admin',
  password: process.env.GRAFANA_ADMIN_PASSWORD ?? 'admin',
};
const headers = {
  authorization: `Basic ${Buffer.from(`${administrator.user}:${administrator.password}`).toString('base64')}`,
};

/** Settings of the app that are no secrets. */
export interface AppSettings {
  readonly apiUrl?: string;
  readonly k6DashboardUid?: string;
}

/**
 * What the specs set up in Grafana, as an administrator whoever is signed in. Addresses are relative, so that they stay
 * below a sub-path.
 */
export class Grafana {
  constructor(private readonly request: APIRequestContext) {}

  /** Opens the session of an administrator, for pages of the same context. */
  async signIn(): Promise<void> {
    await answered(await this.request.post('login', { data: administrator }));
  }

  /** Replaces the settings of the app. */
  async configure(jsonData: AppSettings): Promise<void> {
    const data = { enabled: true, pinned: true, jsonData };
    await answered(await this.request.post(`api/plugins/${appId}/settings`, { headers, data }));
  }

  /** The settings of the app as they are saved. */
  async settings(): Promise<AppSettings> {
    const response = await this.request.get(`api/plugins/${appId}/settings`, { headers });
    const schema = z.object({
      jsonData: z.object({ apiUrl: z.string().optional(), k6DashboardUid: z.string().optional() }).nullable(),
    });
    return schema.parse(await answered(response)).jsonData ?? {};
  }

  /** The dashboards that come with the app. */
  async dashboards() {
    const response = await this.request.get(`api/plugins/${appId}/dashboards`, { headers });
    return z.array(dashboardSchema).parse(await answered(response));
  }

  /** Saves a dashboard, in place of one with the same uid. */
  async save(dashboard: { readonly uid: string; readonly title: string; readonly panels: readonly unknown[] }) {
    const data = { dashboard: { ...dashboard, id: null, schemaVersion: 39 }, overwrite: true };
    await answered(await this.request.post('api/dashboards/db', { headers, data }));
  }
}

const dashboardSchema = z.object({ title: z.string(), uid: z.string(), imported: z.boolean() });

/** Id of the panel that comes with the app. */
export function panelId(): string {
  const file = path.resolve(__dirname, '../../src/panels/load-test-results/plugin.json');
  return z.object({ id: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).id;
}

/** What the app shows while it knows no sidecar. */
export function notConnected(page: Page): Locator {
  return page.getByText('The app is not connected to a sidecar yet');
}

/** The switch of the annotations named "Diagnosis" above a dashboard. */
export function diagnosisSwitch(page: Page): Locator {
  return page.getByLabel('Diagnosis', { exact: true });
}

/** Fails with what Grafana said. */
async function answered(response: APIResponse): Promise<unknown> {
  const text = await response.text();
  expect(response.ok(), `${response.status()} ${response.url()}: ${text}`).toBe(true);
  return JSON.parse(text);
}
