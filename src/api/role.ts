import { config } from '@grafana/runtime';

/** What the person at the screen may do; the routes of plugin.json and the sidecar's keys hold it up. */
export interface Permissions {
  /** Editors: run, stop, acknowledge, close, give feedback, decide about redeploys. */
  readonly act: boolean;
  /** Administrators: enter addresses and keys. */
  readonly configure: boolean;
}

/** By the role in Grafana's organisation; an administrator of the whole server may do everything. */
export function currentPermissions(): Permissions {
  const { orgRole, isGrafanaAdmin } = config.bootData.user;
  const configure = isGrafanaAdmin || orgRole === 'Admin';
  return { configure, act: configure || orgRole === 'Editor' };
}
