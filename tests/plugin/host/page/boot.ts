import type { PluginMeta } from '@grafana/data';

/** What the server writes into the page for this host, beside `grafanaBootData` for Grafana's own packages. */
export interface HostBoot {
  readonly pluginId: string;
  readonly theme: 'light' | 'dark';
  /** `includes` of plugin.json: the plugin's pages in the navigation. */
  readonly includes: ReadonlyArray<{ readonly name: string; readonly path: string }>;
}

/** What tests read from the page. */
export interface Recorded {
  /** Calls of reportInteraction, oldest first. */
  readonly __interactions: Array<{ name: string; properties: unknown }>;
  /** Pop-ups that Grafana would have shown, oldest first. */
  readonly __alerts: Array<{ severity: string; texts: unknown }>;
}

declare global {
  interface Window extends Recorded {
    readonly __host: HostBoot;
  }
}

/** Settings of the plugin as `GET /api/plugins/:id/settings` answers. */
export type PluginSettings = PluginMeta<Record<string, unknown>>;
