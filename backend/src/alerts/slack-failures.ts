import { perhapsDone, type CallContext, type Failure } from '../lib/outbound/call-outcome';

/** As a 429. */
const rateLimits: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited']);

/** Nothing was posted, and the same message may get through later. */
const temporary: ReadonlySet<string> = new Set([
  'message_limit_exceeded',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'org_login_required',
  'accesslimited',
]);

/** Slack: "It's possible some aspect of the operation succeeded before the error was raised." */
const perhapsPosted: ReadonlySet<string> = new Set(['fatal_error', 'internal_error', 'rollup_error']);

/** What would be right, for the refusals that come from our configuration. */
const remedies: Readonly<Record<string, string>> = {
  invalid_auth: 'Check SLACK_BOT_TOKEN.',
  not_authed: 'Check SLACK_BOT_TOKEN.',
  token_revoked: 'Make a new token and set SLACK_BOT_TOKEN.',
  token_expired: 'Make a new token and set SLACK_BOT_TOKEN.',
  account_inactive: 'The app or its workspace was removed; install it again.',
  missing_scope: 'Give the app the scope chat:write and install it again.',
  channel_not_found: 'Check SLACK_CHANNEL; a private channel must have the app as a member.',
  not_in_channel: 'Invite the app to the channel (/invite).',
  is_archived: 'The channel is archived; set SLACK_CHANNEL to another.',
  channel_is_archived: 'The channel is archived; make a webhook for another.',
  no_service: 'The webhook was removed; make a new one and set SLACK_WEBHOOK_URL.',
  invalid_token: 'Check SLACK_WEBHOOK_URL.',
  action_prohibited: 'An administrator of the workspace does not allow it.',
  message_not_found: 'The message was deleted in Slack.',
  edit_window_closed: 'The workspace allows no edits of a message this old.',
};

/** The outcome of an error that Slack named; its name is the code. */
export function slackFailure(code: string, context: CallContext, detail: string | null): Failure {
  const remedy = remedies[code];
  const quoted = detail === null ? '' : ` ("${detail}")`;
  const reason = `Slack, ${context.action}: ${code}${quoted}${remedy === undefined ? '' : `. ${remedy}`}`;
  if (rateLimits.has(code)) {
    return { kind: 'retry', code: 'rateLimited', reason, retryAfterSeconds: null };
  }
  if (temporary.has(code)) {
    return { kind: 'retry', code, reason, retryAfterSeconds: null };
  }
  return perhapsPosted.has(code) ? perhapsDone(context, code, reason) : { kind: 'rejected', code, reason };
}
