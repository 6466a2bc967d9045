import { initPluginTranslations } from '@grafana/i18n';
import { pluginId } from './constants';

/** Binds the texts to Grafana's language. Grafana itself loads `locales/<language>/<plugin id>.json` (from 12.1 on). */
export async function loadTranslations(): Promise<void> {
  await initPluginTranslations(pluginId);
}

/**
 * Among the values of a text that may hold any character: React escapes what it shows, and what `t` has escaped before
 * that would be seen as `&lt;` and `&#39;`.
 */
export const plain = { interpolation: { escapeValue: false } } as const;
