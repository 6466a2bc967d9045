import type { DataFrameJSON, FieldConfigSource } from '@grafana/data';
import type { Page } from 'playwright-core';
import type { Host } from './host';
import { openPage, type PageOptions } from './pages';

/** What a dashboard gives to the one panel on it. */
export interface PanelGiven {
  /** Frames as Grafana's backend sends them. */
  readonly series: readonly DataFrameJSON[];
  /** Frames of the dashboard's annotations. Default: none. */
  readonly annotations?: readonly DataFrameJSON[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly fieldConfig?: FieldConfigSource;
  /** px; default: all the room there is. */
  readonly width?: number;
  /** px; default: 600. */
  readonly height?: number;
  /** Default: Done. */
  readonly state?: 'Done' | 'Loading';
}

const resultsPanel = { folder: 'load-test-results', title: 'Load test results' };
const otherwise = {
  annotations: [],
  options: {},
  fieldConfig: { defaults: {}, overrides: [] },
  width: null,
  height: 600,
  state: 'Done',
};

/** Opens a dashboard with the panel "Load test results" on it. */
export function openPanel(host: Host, given: PanelGiven, options: PageOptions = {}): Promise<Page> {
  const panel = { ...resultsPanel, ...otherwise, ...given };
  return openPage(host, '/d/load-tests', { ...options, script: `window.__panel = ${JSON.stringify(panel)};` });
}

/** Gives the panel something else, as a refresh, somebody at the edge of the panel or its editor does. */
export async function givePanel(page: Page, changed: Partial<PanelGiven>): Promise<void> {
  await page.evaluate(`window.__givePanel(${JSON.stringify(changed)})`);
}
