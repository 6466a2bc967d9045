import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';
import { realPart } from '../../../backend/src/testing/real-parts';
import { bundledHost } from './bundle';
import { createPublicFiles } from './files';
import { folderOfPackage, packagesFolder, type ReactMajor } from './packages';
import { builtPlugin } from './plugin-build';
import { readPluginJson } from './plugin-json';
import { startServer } from './server';
import type { PluginSettings } from './settings';

export interface HostOptions {
  /** Default: 18, as up to Grafana 13.1. */
  readonly react?: ReactMajor;
  /** Such as `/grafana`. Default: none. */
  readonly subPath?: string;
  /** Default: nothing is configured. */
  readonly settings?: Partial<PluginSettings>;
  /** Folder with the module.js of another plugin in its place. Default: the production build of this one. */
  readonly plugin?: string;
}

/** A Grafana with the built plugin in it, and a browser for it. */
export interface Host {
  readonly browser: Browser;
  /** Where Grafana is, with the sub-path and without a slash at its end. */
  readonly url: string;
  readonly pluginId: string;
  /** What is saved at the moment, secrets included. */
  readonly settings: () => PluginSettings;
  /** Saves other settings, such as another `apiUrl`, for the next request on. */
  configure(settings: Partial<PluginSettings>): void;
  close(): Promise<void>;
}

/** Builds what is not built yet, which takes up to a minute, and starts both. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const { react = 18, subPath = '' } = options;
  const [plugin, dist, bundle] = await Promise.all([
    readPluginJson(),
    options.plugin ?? builtPlugin(),
    bundledHost(react),
  ]);
  const settings = { current: { jsonData: {}, secureJsonData: {}, ...options.settings } };
  const server = await startServer({
    plugin,
    subPath,
    settings,
    grafanaVersion: await versionOfGrafana(react),
    publicFile: createPublicFiles({ pluginId: plugin.id, plugin: dist, host: bundle, react }),
  });
  const browser = await chromium.launch({ executablePath: realPart('CHROMIUM_BIN') });
  return {
    browser,
    url: `${server.origin}${subPath}`,
    pluginId: plugin.id,
    settings: () => settings.current,
    configure: (changed) => void (settings.current = { ...settings.current, ...changed }),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Settings as an administrator saves them for a sidecar. */
export function settingsFor(sidecar: {
  readonly url: string;
  readonly keys: { readonly read: string; readonly operate: string };
}): PluginSettings {
  return {
    jsonData: { apiUrl: sidecar.url },
    secureJsonData: { readKey: sidecar.keys.read, operateKey: sidecar.keys.operate },
  };
}

async function versionOfGrafana(react: ReactMajor): Promise<string> {
  const folder = folderOfPackage('@grafana/ui', packagesFolder(react));
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')))
    .version;
}
