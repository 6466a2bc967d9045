export { createGrafanaRules } from './grafana-rules';
export { renderAlert, renderPlain, type SlackMessage } from './messages';
export { alertFiguresSchema, type RunAlert, runAlertSchema } from './run-alert';
export { askEveryMs, createRunAlertTeller, type RunAlertTeller } from './run-alert-teller';
export { createSlackClient, type SlackClient } from './slack-client';
export { renderTestMessage } from './test-message';
