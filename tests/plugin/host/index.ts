/** A Grafana for the browser tests of the plugin: the built module in real Chromium, over the real sidecar. */
export { expectNoAccessibilityViolations } from './accessibility';
export { settingsFor, startHost, type Host } from './host';
export { describeInBrowser, openPage, problemsOf, views } from './pages';
export { alerts, interactions, shownPanel } from './recorded';
export { screenshot } from './screenshot';
