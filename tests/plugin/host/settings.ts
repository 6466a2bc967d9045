import { z } from 'zod';
import type { PluginJson } from './plugin-json';

/** What an administrator has saved for the plugin. Secrets never leave the server. */
export interface PluginSettings {
  jsonData: Record<string, unknown>;
  secureJsonData: Record<string, string>;
}

const savedSchema = z.object({
  jsonData: z.record(z.string(), z.unknown()).default({}),
  secureJsonData: z.record(z.string(), z.string()).default({}),
});

/** A body of `POST /api/plugins/:id/settings`: jsonData is replaced, secrets that are not mentioned stay. */
export function savedSettings(stored: PluginSettings, body: unknown): PluginSettings {
  const { jsonData, secureJsonData } = savedSchema.parse(body);
  return { jsonData, secureJsonData: { ...stored.secureJsonData, ...secureJsonData } };
}

/** `GET /api/plugins/:id/settings`, as far as plugins look at it. */
export function shownSettings(plugin: Pick<PluginJson, 'id' | 'name' | 'info'>, settings: PluginSettings) {
  const secrets = Object.entries(settings.secureJsonData).filter(([, value]) => value !== '');
  return {
    id: plugin.id,
    name: plugin.name,
    type: 'app',
    enabled: true,
    pinned: true,
    module: `public/plugins/${plugin.id}/module.js`,
    baseUrl: `public/plugins/${plugin.id}`,
    info: {
      author: { name: '' },
      description: '',
      links: [],
      logos: { small: '', large: '' },
      screenshots: [],
      updated: '',
      version: plugin.info.version,
    },
    jsonData: settings.jsonData,
    secureJsonFields: Object.fromEntries(secrets.map(([name]) => [name, true])),
  };
}
