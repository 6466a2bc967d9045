import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Config } from '../../config';

/** The configuration that decides where a run is shown. */
export type RunUrlConfig = Pick<Config['http'], 'host' | 'port' | 'loopback' | 'publicUrl' | 'trustedProxies'>;

/**
 * Where people see a run, for every link there is: in Grafana where its address is known, else on the sidecar's own page
 * under PUBLIC_URL, else on that page at the address it listens on, if only this machine reaches it. Null: nowhere, since
 * what a sidecar listens on tells nobody else how to reach it.
 *
 * @param listening what the server listens on; null before it does. With PORT=0 the port is known only then.
 */
export function createRunUrls(
  config: { readonly http: RunUrlConfig; readonly grafana: Pick<Config['grafana'], 'publicUrl'> },
  listening: () => ReturnType<Server['address']>
): (runId: string) => string | null {
  return (runId) => {
    const inGrafana = grafanaRunUrl(config, runId);
    if (inGrafana !== null) {
      return inGrafana;
    }
    const own = config.http.publicUrl ?? loopbackUrl(config.http, listening());
    return own === null ? null : `${own}/runs/${encodeURIComponent(runId)}`;
  };
}

/** The page of a run in Grafana; null where its address is not configured. */
export function grafanaRunUrl(
  { grafana: { publicUrl } }: { readonly grafana: Pick<Config['grafana'], 'publicUrl'> },
  runId: string
): string | null {
  return publicUrl === null ? null : `${publicUrl}/a/blueclerk-loadtest-app/runs/${encodeURIComponent(runId)}`;
}

/** Behind a proxy, loopback is not where people look. */
function loopbackUrl(
  { host, port, loopback, trustedProxies }: RunUrlConfig,
  address: ReturnType<Server['address']>
): string | null {
  const listens = address !== null && typeof address === 'object' ? address.port : port;
  if (!loopback || trustedProxies.length > 0 || listens === 0) {
    return null;
  }
  return `http://${isIPv6(host) ? `[${host}]` : host}:${listens}`;
}
