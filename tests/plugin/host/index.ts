/** A Grafana for the browser tests of the plugin: the built module in real Chromium, over the real sidecar. */
export { settingsFor, startHost, type Host } from './host';
export { describeInBrowser, openPage, takeProblems } from './pages';
export { givePanel, openPanel } from './panels';
export { alerts, interactions, shownPanel } from './recorded';
export { expectGoodInEveryView } from './views';
