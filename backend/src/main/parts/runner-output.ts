import type { Config } from '../../config';
import type { HttpApp } from '../../http';

/** Where the runner's k6 streams to: InfluxDB, or this sidecar's own `/write`. */
export function runnerOutput(config: Config, app: HttpApp, runnerKey: string) {
  if (config.influx !== null) {
    const { url, token, bucket } = config.influx;
    return {
      url: `${url.replace(/\/+$/, '')}/${bucket}`,
      username: token === null ? null : 'k6',
      password: token?.reveal() ?? null,
    };
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.http.port;
  const host = ['0.0.0.0', '::', 'localhost'].includes(config.http.host) ? '127.0.0.1' : config.http.host;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/k6`,
    username: 'k6',
    password: runnerKey,
  };
}
