export { createGrafanaRules } from './grafana-rules';
export { renderAlert } from './messages';
export { type AlertKind, alertFiguresSchema, type RunAlert, runAlertSchema } from './run-alert';
export { askEveryMs, createRunAlertTeller, type RunAlertTeller } from './run-alert-teller';
export { renderPlain, type SlackMessage } from './slack-blocks';
export { createSlackClient, type SlackClient } from './slack-client';
export { renderTestMessage } from './test-message';
