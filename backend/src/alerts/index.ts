export { createGrafanaRules } from './grafana-rules';
export { renderAlert, renderPlain, type SlackMessage } from './messages';
export { type RunAlert, runAlertSchema } from './run-alert';
export { askEveryMs, createRunAlertTeller } from './run-alert-teller';
export { createSlackClient, type SlackClient } from './slack-client';
