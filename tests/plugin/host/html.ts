import type { PluginJson } from './plugin-json';
import type { Session } from './session';

/** The page that Grafana's server sends for every address of its own. */
export function pageHtml(
  plugin: PluginJson,
  { role, theme, timezone }: Session,
  { subPath, grafanaVersion }: { readonly subPath: string; readonly grafanaVersion: string }
): string {
  const bootData = {
    user: {
      id: 1,
      isSignedIn: true,
      login: role.toLowerCase(),
      name: role,
      orgId: 1,
      orgName: 'Main Org.',
      orgRole: role,
      isGrafanaAdmin: false,
      theme,
      lightTheme: theme === 'light',
      timezone,
      weekStart: '',
      locale: 'en-US',
      language: 'en-US',
      permissions: {},
    },
    settings: {
      appSubUrl: subPath,
      appUrl: `${subPath}/`,
      buildInfo: { version: grafanaVersion, commit: '', env: 'production' },
      featureToggles: {},
      apps: {},
      datasources: {},
      panels: {},
    },
    navTree: [],
  };
  const host = {
    pluginId: plugin.id,
    theme,
    includes: plugin.includes.filter(({ type }) => type === 'page').map(({ name, path }) => ({ name, path })),
  };
  return `<!doctype html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Grafana</title>
<base href="${subPath}/">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="public/host/host.css">
<style>body { margin: 0; }</style>
<script>
window.grafanaBootData = ${inScript(bootData)};
window.__host = ${inScript(host)};
</script>
<script type="module" src="public/host/host.js"></script>
</head>
<body class="theme-${theme} app-grafana"><div id="reactRoot"></div></body>
</html>`;
}

function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
