import { lastValueFrom } from 'rxjs';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { pluginId } from '../constants';
import { requestOf } from './request';
import { parseRunPage, type RunPage } from './runRecord';

/**
 * Runs, newest first, through Grafana's proxy, which adds the read key. Rejects with an error whose message tells a
 * person what is wrong and where to mend it.
 */
export async function fetchRuns(cursor: string | null, abortSignal?: AbortSignal): Promise<RunPage> {
  const { path, query } = requestOf('listRuns', cursor === null ? {} : { query: { cursor } });
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<unknown>({
        // Relative, so that a Grafana under a sub-path is asked at the right address.
        url: `api/plugin-proxy/${pluginId}/${path}`,
        params: query,
        showErrorAlert: false,
        abortSignal,
      })
    );
    return parseRunPage(response.data);
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
}

function explain(error: unknown): string {
  if (!isFetchError(error)) {
    const detail = error instanceof Error ? error.message : String(error);
    return `The sidecar gave an answer that this app does not understand: ${detail}. Are both of the same version?`;
  }
  switch (error.status) {
    case 401:
      return 'The sidecar does not accept the read key. Enter a valid one on the configuration page.';
    case 403:
      return 'Access refused: your role in Grafana may not see this app, or the read key lacks the scope "read".';
    case 404:
      return 'There is no sidecar at the configured URL. Check it on the configuration page.';
    case 502:
    case 503:
    case 504:
      return 'The sidecar does not answer. Is it running, and can Grafana reach the configured URL?';
    default:
      return `The request failed with status ${error.status}${error.statusText ? ` (${error.statusText})` : ''}.`;
  }
}
