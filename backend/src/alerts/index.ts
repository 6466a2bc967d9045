export { createGrafanaRules } from './grafana-rules';
export { type IncidentNow, isStillTrue } from './incident-now';
export { renderAlert } from './messages';
export { showsInChannel } from './repeated-failure';
export { type AlertKind, alertFiguresSchema, type RunAlert, runAlertSchema } from './run-alert';
export { askEveryMs, createRunAlertTeller, type RunAlertTeller } from './run-alert-teller';
export { renderPlain, type SlackMessage } from './slack-blocks';
export { createSlackClient, type SlackClient, type SlackThread } from './slack-client';
export { renderTestMessage } from './test-message';
