import React from 'react';
import { createRoot } from 'react-dom/client';
import { AppPlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { getBackendSrv } from '@grafana/runtime';
import { loadAmdModule } from './amd';
import type { PluginSettings } from './boot';
import { HostApp } from './host-app';
import { setUpServices, type LoadedPlugin } from './services';

/** As Grafana: services first, then the plugin's module and settings, then the page. */
async function start(): Promise<void> {
  const { pluginId } = window.__host;
  setUpServices();
  await initPluginTranslations('grafana');
  const [module, meta] = await Promise.all([
    loadAmdModule(`public/plugins/${pluginId}/module.js`),
    getBackendSrv().get<PluginSettings>(`api/plugins/${pluginId}/settings`),
  ]);
  const plugin = pluginOf(module);
  plugin.meta = { ...plugin.meta, ...meta };
  const place = document.getElementById('reactRoot');
  if (place === null) {
    throw new Error('The page has no place for the app');
  }
  createRoot(place).render(<HostApp plugin={plugin} />);
}

function pluginOf(module: unknown): LoadedPlugin {
  const { plugin } = module as { plugin?: unknown };
  if (!(plugin instanceof AppPlugin)) {
    throw new Error('module.js exports no AppPlugin: does it bring an @grafana/data of its own?');
  }
  plugin.init?.(plugin.meta);
  return plugin;
}

start().catch((error: unknown) => {
  console.error(error);
  document.body.append(`The plugin cannot be loaded: ${String(error)}`);
});
