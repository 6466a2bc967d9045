import { initPluginTranslations } from '@grafana/i18n';
import { pluginId } from './constants';

/** Binds the texts to Grafana's language. Grafana itself loads `locales/<language>/<plugin id>.json` (from 12.1 on). */
export async function loadTranslations(): Promise<void> {
  await initPluginTranslations(pluginId);
}
