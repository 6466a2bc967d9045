import { parsedUrl } from '../lib/parsed-url';
import { formatInstant } from '../lib/figures';

/**
 * Text from elsewhere (names, addresses, the diagnosis) inside Slack's mrkdwn. Slack reads `<!channel>`, `<@U1>` and
 * `<https://…|…>` as mentions and links, `*_~` and backticks as formatting, and a `>` at the start of a line as a quote
 * even when it is escaped (docs.slack.dev/messaging/formatting-message-text).
 */

/** Slack's limits in characters, counted here in UTF-16 units so that no way of counting exceeds them. */
export const slackLimits = {
  headerText: 150,
  sectionText: 3000,
  fieldText: 2000,
  fields: 10,
  contextElements: 10,
  blocks: 50,
  /** Not documented; seen near 13,200 over all blocks (slackapi/bolt-js issue 2509). */
  allBlocksText: 12_000,
} as const;

/**
 * One line of plain text for a mrkdwn or plain_text object, escaped, at most `limit` characters *after* escaping; cut
 * between code points with an ellipsis. The formatting characters become look-alikes, because mrkdwn has no way to
 * escape them.
 */
export function slackText(text: string, limit: number): string {
  const line = neutralised(text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim());
  const parts = [...line].map((point) => entities[point] ?? point);
  if (parts.reduce((length, part) => length + part.length, 0) <= limit) {
    return parts.join('');
  }
  let cut = '';
  for (const part of parts) {
    if (cut.length + part.length > limit - 1) {
      break;
    }
    cut += part;
  }
  return `${cut.trimEnd()}…`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function neutralised(line: string): string {
  return (
    line
      .replaceAll('`', 'ʼ')
      .replaceAll('*', '∗')
      .replaceAll('~', '∼')
      // `http_req_failed` keeps its underscores: Slack formats only between word boundaries.
      .replace(/(?<![\p{L}\p{N}_])_+|(?<!_)_+(?![\p{L}\p{N}_])/gu, (run) => 'ˍ'.repeat(run.length))
      .replace(/^>/, '›')
      // Slack itself ignores bare mentions from an app; what else reads the message (a bridge, a bot) may not.
      .replace(/@(?=(channel|here|everyone)\b)/gi, '＠')
  );
}

/** `<url|label>`; just the label when the address is not http(s) or too long for a Slack link. */
export function slackLink(url: string | null, label: string, labelLimit = 150): string {
  const text = slackText(label, labelLimit);
  const href = linkAddress(url);
  // An empty label would make Slack show the token itself.
  const shown = text === '' ? 'link' : text.replaceAll('|', '¦');
  return href === null ? text : `<${href}|${shown}>`;
}

/** The address in a form that cannot end the link token early; null when it cannot be linked. */
function linkAddress(url: string | null): string | null {
  const parsed = url === null ? null : parsedUrl(url);
  if (parsed === null) {
    return null;
  }
  if (!/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '') {
    return null;
  }
  const href = parsed.href
    .replaceAll('|', '%7C')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('&', '&amp;');
  return href.length <= 1000 ? href : null;
}

/** `2026-11-23 02:45 UTC`, as it stands in logs; `not known` for what is no instant. */
export function instantText(iso: string | null): string {
  const date = iso === null ? null : new Date(iso);
  return date === null || Number.isNaN(date.getTime()) ? 'not known' : formatInstant(date);
}

/** A mrkdwn text as a person sees it: links as label and address, bold marks gone, entities undone. */
export function plainFromMrkdwn(mrkdwn: string): string {
  return mrkdwn
    .replace(/<(https?:[^|>]*)\|([^>]*)>/g, '$2 ($1)')
    .replaceAll('*', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
