export { failureOf, quoteReply, unreadableReply, type CallContext, type Failure } from './call-outcome';
export { createGrafanaRules } from './grafana-rules';
export { bearerHeader, callOnce, joinUrl, parseJson, type Fetch } from './http-call';
export { formatBreach, formatCount, formatErrorRate, formatMs } from './figures';
export { renderAlert, renderPlain, type RunAlert, type SlackMessage } from './messages';
export { askEveryMs, createRunAlertTeller } from './run-alert-teller';
export { createSlackClient, type SlackClient } from './slack-client';
