import { renderPlain, type SlackMessage } from '../backend/src/alerts';
import { formatCount, formatMs, formatPercent } from '../backend/src/lib/figures';
import type { RunDetail, Schemas } from '../src/api/request';
import type { FakeSlackMessage } from '../backend/src/testing/fakes/slack';

/** What happened, in the order in which it happened. */
export interface Story {
  readonly runs: readonly RunDetail[];
  readonly slack: readonly FakeSlackMessage[];
  /** Bodies of the calls that asked for a deployment. */
  readonly redeploys: readonly unknown[];
  readonly banner: { readonly before: Schemas['Banner']; readonly after: Schemas['Banner'] };
  /** How k6 was had: `k6 v2.2.0 …`, or that a recording was replayed. */
  readonly k6: string;
  readonly metricStore: string;
}

/** The story for a person: verdicts, messages, redeploy, banner. */
export function storyText(story: Story): string {
  return [
    heading('Verdicts'),
    table(story.runs),
    heading('Why, and what was done'),
    ...story.runs.map(reasons),
    heading(`Slack (a fake one): ${story.slack.length} messages`),
    ...story.slack.map((message) =>
      indent(renderPlain({ text: message.text, blocks: message.blocks } as SlackMessage))
    ),
    heading(
      `Vercel (a fake one): ${story.redeploys.length} ${story.redeploys.length === 1 ? 'redeploy' : 'redeploys'}`
    ),
    ...story.redeploys.map((body) => indent(JSON.stringify(body, null, 2))),
    heading('Admin banner'),
    `  while the checkout was broken: ${bannerText(story.banner.before)}`,
    `  after the passing run:         ${bannerText(story.banner.after)}`,
    '',
    `k6: ${story.k6}; metric store: ${story.metricStore}. The model's replies were scripted, no model was asked.`,
  ].join('\n');
}

/** The story as one line of JSON. */
export function storyJson(story: Story): string {
  return JSON.stringify({
    runs: story.runs.map((run) => ({
      id: run.id,
      test: run.test,
      trigger: run.trigger,
      verdict: run.verdict,
      reasons: run.reasons,
      figures: {
        virtualUsers: run.virtualUsers,
        requests: run.requests,
        failedRequests: run.failedRequests,
        errorRate: run.errorRate,
        avgResponseTimeMs: run.avgResponseTimeMs,
        p95ResponseTimeMs: run.p95ResponseTimeMs,
        durationSeconds: run.durationSeconds,
        startedAt: run.startedAt,
        endedAt: run.endedAt,
      },
      k6: {
        p95ResponseTimeMs: run.instances[0]?.k6Summary?.p95ResponseTimeMs ?? null,
        requests: run.instances[0]?.k6Summary?.requests ?? null,
        exitCode: run.instances[0]?.exitCode ?? null,
      },
      storeCheck: run.storeCheck,
      diagnosis: run.diagnosis,
      actionRequired: run.actionRequired,
      actionRequiredReason: run.actionRequiredReason,
      autoFixApplied: run.autoFixApplied,
    })),
    slack: story.slack.map(({ channel, text, blocks }) => ({ channel, text, blocks })),
    vercel: story.redeploys,
    banner: story.banner,
    k6: story.k6,
    metricStore: story.metricStore,
  });
}

function heading(text: string): string {
  return `\n${text}\n${'─'.repeat(text.length)}`;
}

const lineWidth = 110;

/** Breaks a long line between words; what follows is indented by two more than the line itself. */
function wrap(line: string): string[] {
  const margin = `${/^ */.exec(line)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let rest = line;
  while (rest.length > lineWidth) {
    const at = rest.lastIndexOf(' ', lineWidth);
    const cut = at > margin.length ? at : lineWidth;
    lines.push(rest.slice(0, cut));
    rest = margin + rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}

function indent(text: string): string {
  return `${text
    .split('\n')
    .flatMap(wrap)
    .map((line) => `  │ ${line}`)
    .join('\n')}\n`;
}

function table(runs: readonly RunDetail[]): string {
  const rows = [
    ['load test', 'trigger', 'verdict', 'users', 'requests', 'failed', 'avg', 'p95', "k6's p95", 'in store'],
    ...runs.map((run) => [
      run.test,
      run.trigger,
      run.verdict ?? '…',
      formatCount(run.virtualUsers),
      formatCount(run.requests),
      formatPercent(run.errorRate),
      formatMs(run.avgResponseTimeMs),
      formatMs(run.p95ResponseTimeMs),
      formatMs(run.instances[0]?.k6Summary?.p95ResponseTimeMs ?? null),
      run.storeCheck?.kind === 'compared'
        ? formatCount(run.storeCheck.storeRequests)
        : (run.storeCheck?.kind ?? 'not compared'),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `  ${row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`
    )
    .join('\n');
}

function reasons(run: RunDetail): string {
  const lines = [
    `  ${run.test}: ${run.verdict ?? 'not judged'} – ${run.reasons.map((reason) => reason.text).join('; ')}`,
  ];
  if (run.diagnosis !== null) {
    const maker = run.diagnosis.madeBy.kind === 'haiku' ? `model ${run.diagnosis.madeBy.model}` : 'by rules';
    lines.push(`    diagnosis (${maker}): ${run.diagnosis.text}`);
    lines.push(`    policy: ${run.diagnosis.policy.reason}`);
  }
  if (run.autoFixApplied !== null) {
    lines.push(`    auto-fix applied: redeployed as ${run.autoFixApplied.deploymentId}, ${run.autoFixApplied.outcome}`);
  }
  if (run.actionRequired) {
    lines.push(`    action required: ${run.actionRequiredReason ?? ''}`);
  }
  return lines.flatMap(wrap).join('\n');
}

function bannerText(banner: Schemas['Banner']): string {
  const [first] = banner.incidents;
  if (first === undefined) {
    return banner.state;
  }
  return (
    `${banner.state}: ${first.title} (${formatCount(first.virtualUsers)} virtual users, p95 ${formatMs(first.p95ResponseTimeMs)}, ` +
    `error rate ${formatPercent(first.errorRate)}, run of ${first.runDate})`
  );
}
