export { createGrafanaRules } from './grafana-rules';
export { renderAlert, renderPlain, type RunAlert, type SlackMessage } from './messages';
export { askEveryMs, createRunAlertTeller } from './run-alert-teller';
export { createSlackClient, type SlackClient } from './slack-client';
