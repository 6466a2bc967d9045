import { renderPlain, type SlackMessage } from '../backend/src/alerts';
import { formatCount, formatCountOf, formatMs, formatPercent } from '../backend/src/lib/figures';
import type { RunDetail, Schemas } from '../src/api/request';
import type { FakeSlackMessage } from '../backend/src/testing/fakes/slack';
import { wrapped } from '../backend/src/lib/wrap';
import { runTable, verdictText } from './run-table';
import type { Paint } from './screen';

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

/** The story for a person: verdicts, messages, redeploy, banner. No line is longer than `width` columns, unless a word is. */
export function storyText(story: Story, width: number, paint: Paint): string {
  const heading = (text: string) => `\n${paint.bold(text)}\n${paint.dim('─'.repeat(Math.min(text.length, width)))}`;
  const fit = (text: string) => wrapped(text, width);
  const { before, after } = story.banner;
  return [
    heading('Verdicts'),
    runTable(story.runs, width, paint),
    heading('Why, and what was done'),
    ...story.runs.map((run) => fit(reasons(run, paint))),
    heading(`Slack (a fake one): ${formatCountOf(story.slack.length, 'message')}`),
    ...story.slack.map((message) =>
      quoted(renderPlain({ text: message.text, blocks: message.blocks } as SlackMessage), width, paint)
    ),
    heading(`Vercel (a fake one): ${formatCountOf(story.redeploys.length, 'redeploy')}`),
    ...story.redeploys.map((body) => quoted(JSON.stringify(body, null, 2), width, paint)),
    heading('Admin banner'),
    fit(`  after the failures:     ${bannerText(before, paint)}`),
    fit(`  after the passing runs: ${bannerText(after, paint)}`),
    '',
    fit(`k6: ${story.k6}; metric store: ${story.metricStore}. The model's replies were scripted, no model was asked.`),
  ].join('\n');
}

/** The story as one line of JSON. */
export function storyJson(story: Story): string {
  return JSON.stringify({
    runs: story.runs.map((run) => ({
      id: run.id,
      test: run.test,
      trigger: run.trigger,
      deployment: run.deployment,
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

/** What somebody else was told, word for word. */
function quoted(text: string, width: number, paint: Paint): string {
  const margin = `  ${paint.dim('│')} `;
  const lines = wrapped(text, width - 4).split('\n');
  return `${lines.map((line) => `${margin}${line}`).join('\n')}\n`;
}

function reasons(run: RunDetail, paint: Paint): string {
  const verdict = verdictText(run.verdict, paint, run.verdict ?? 'not judged');
  const lines = [`  ${paint.bold(run.test)}: ${verdict} – ${run.reasons.map((reason) => reason.text).join('; ')}`];
  if (run.deployment !== null) {
    const { id, commit, readiness } = run.deployment;
    const after = readiness === null ? '' : `, after ${formatCountOf(readiness.requests, 'readiness request')}`;
    const what = run.trigger === 'verification' ? 'verifies the redeploy' : 'started by deployment';
    lines.push(`    ${what} ${id}${commit === null ? '' : ` (commit ${commit.slice(0, 7)})`}${after}`);
  }
  if (run.diagnosis !== null) {
    const maker = run.diagnosis.madeBy.kind === 'haiku' ? `model ${run.diagnosis.madeBy.model}` : 'by rules';
    lines.push(`    diagnosis (${maker}): ${run.diagnosis.text}`);
    lines.push(`    policy: ${run.diagnosis.policy.reason}`);
  }
  if (run.autoFixApplied !== null) {
    const { deploymentId, outcome } = run.autoFixApplied;
    const became = {
      pending: 'being verified',
      fixed: 'fixed, a run has verified it',
      notFixed: 'it did not help',
      unknown: 'nobody knows whether it helped',
    };
    lines.push(`    ${paint.attention('auto-fix applied')}: redeployed as ${deploymentId}: ${became[outcome]}`);
  }
  if (run.actionRequired) {
    lines.push(`    ${paint.bad('action required')}: ${run.actionRequiredReason ?? ''}`);
  }
  return lines.join('\n');
}

/** The state of the banner, in the colour that it has. */
export function bannerState({ state }: Schemas['Banner'], paint: Paint): string {
  return state === 'ok' ? paint.good(state) : state === 'unknown' ? paint.attention(state) : paint.bad(state);
}

function bannerText(banner: Schemas['Banner'], paint: Paint): string {
  const [first] = banner.incidents;
  const state = bannerState(banner, paint);
  if (first === undefined) {
    return state;
  }
  const more = banner.incidents.length > 1 ? `, and ${banner.incidents.length - 1} more` : '';
  return (
    `${state}: ${first.title} (${formatCount(first.virtualUsers)} virtual users, p95 ${formatMs(first.p95ResponseTimeMs)}, ` +
    `error rate ${formatPercent(first.errorRate)}, run of ${first.runDate})${more}`
  );
}
