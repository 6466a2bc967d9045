import { initPluginTranslations, t as translate } from '@grafana/i18n';
import { pluginId } from './constants';

/**
 * Binds the texts to Grafana's language. Grafana itself loads `locales/<language>/<plugin id>.json` (from 12.1 on).
 *
 * @param id of the plugin whose file it is: the app's, or that of a panel within it, which may be on screen without it.
 */
export async function loadTranslations(id: string = pluginId): Promise<void> {
  await initPluginTranslations(id);
}

/**
 * A text in Grafana's language, with its values as they are. The app shares the i18next that Grafana has set up, and
 * Grafana leaves `interpolation.escapeValue` on (initTranslations of @grafana/i18n), which makes `a&#x2F;b` of `a/b`;
 * React escapes once more. So texts come from here, never from @grafana/i18n itself.
 *
 * @param key its place in the file of texts, which `npm run texts` writes.
 * @param text the English one.
 */
export function t(key: string, text: string, values: Readonly<Record<string, unknown>> = {}): string {
  return translate(key, text, { ...values, interpolation: { escapeValue: false } });
}
