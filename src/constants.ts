import { locationUtil } from '@grafana/data';
import pluginJson from './plugin.json';

export const pluginId = pluginJson.id;

const root = `/a/${pluginId}`;

/** Addresses within Grafana, without its sub-path. */
export const paths = {
  root,
  results: `${root}/results`,
  tests: `${root}/tests`,
  trends: (test: string) => `${root}/trends?${new URLSearchParams({ test })}`,
  /** Without a base the page takes the baseline of the load test. */
  compare: (runs: { readonly base?: string; readonly run: string }) => `${root}/compare?${new URLSearchParams(runs)}`,
  run: (id: string) => `${root}/runs/${encodeURIComponent(id)}`,
  /** Where an administrator enters the sidecar's address and keys. */
  configuration: `/plugins/${pluginId}?page=configuration`,
} as const;

/** The address for a plain link, with the sub-path of a Grafana that has one. */
export function appHref(path: string): string {
  return locationUtil.assureBaseUrl(path);
}
