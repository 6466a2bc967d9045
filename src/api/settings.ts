import { lastValueFrom } from 'rxjs';
import type { PluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { pluginId } from '../constants';

/** What Grafana keeps of this app in the clear: everybody who may open the app can read it. */
export interface AppSettings {
  /** Base URL of the sidecar as Grafana's server reaches it, without a slash at the end. */
  apiUrl?: string;
  /** Uid of a dashboard that shows k6's samples and has a variable `testid`: run pages lead to it. */
  k6DashboardUid?: string;
}

/** Keys of the sidecar. Grafana's proxy adds them to the requests; no browser ever gets them back. */
export interface AppSecrets {
  /** Scope `read`: what every viewer sees. */
  readKey?: string;
  /** Scope `operate`: run now, stop, approve; Grafana asks for the role Editor. */
  operateKey?: string;
}

/** Saves the app's settings. A key that is left out stays as it is. */
export async function saveSettings(meta: PluginMeta, settings: AppSettings, secrets: AppSecrets): Promise<void> {
  const response = getBackendSrv().fetch({
    url: `/api/plugins/${pluginId}/settings`,
    method: 'POST',
    showErrorAlert: false,
    data: { enabled: meta.enabled, pinned: meta.pinned, jsonData: settings, secureJsonData: secrets },
  });
  await lastValueFrom(response);
}
