import { formatCount, formatMs } from '../../lib/figures';
import type { RunRow } from '../../runs';
import { charts } from './chart';
import { html, type Content, type Html } from './html';
import type { RunFacts } from './run-facts';
import { diagnosis, incident } from './run-diagnosis';
import { endpoints, reports, statusCodes } from './run-reports';
import { figureTexts } from './run-table';
import { runProgress } from './run-progress';
import { p95Limit, thresholds } from './run-thresholds';
import { autoFixText, badge, notKnown, time, verdictBadge, withoutStop } from './words';

/** Everything that is known of a run, the most important first. */
export function runBody(facts: RunFacts): Content {
  return [
    head(facts),
    figures(facts.run),
    thresholds(facts.run),
    diagnosis(facts),
    course(facts),
    incident(facts),
    endpoints(facts),
    statusCodes(facts),
    reports(facts),
  ];
}

function head({ run, now, inGrafana, progress: live }: RunFacts): Html {
  const [first, ...others] = run.reasons ?? [];
  return html`<section aria-labelledby="run">
    <h1 id="run">${run.test}</h1>
    <div class="row quiet small">
      <span>${run.environment}</span><span>${run.target}</span><span>run ${run.id}</span>
    </div>
    <div class="row">
      ${verdictBadge(run)} ${run.actionRequired && badge('bad', 'action required')}
      ${run.verdict !== null && !run.counts && html`<span class="badge">does not count</span>`}
    </div>
    ${run.verdict === null ? [waiting(run, now), live !== null && runProgress(live)] : html`<p class="verdict">${sentence(run.verdict, first?.text)}</p>`}
    ${
      others.length > 0 &&
      html`<ul class="reasons" aria-label="Other reasons">
        ${others.map(({ text }) => html`<li>${text}</li>`)}
      </ul>`
    }
    ${notes(run).map((note) => html`<p class="quiet">${note}</p>`)}
    ${inGrafana !== null && html`<p><a href="${inGrafana}">This run in Grafana</a></p>`}
  </section>`;
}

function sentence(verdict: string, reason: string | undefined): string {
  const word = `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`;
  return reason === undefined ? `${word}.` : `${word}: ${withoutStop(reason)}.`;
}

/** Where a run without a verdict is and what it waits for. */
function waiting(run: RunRow, now: Date): Html {
  const waits = {
    queued: 'It waits until no other run on this target is under way.',
    running: 'It is running; the verdict comes after the end of k6.',
    awaitingParts: 'Some of its k6 instances have reported, and the others have not yet.',
    judging: 'All reports are there; the verdict follows within seconds.',
    judged: 'All reports are there; the verdict follows within seconds.',
  };
  return html`<p class="verdict" role="status">
    ${waits[run.status]} It is judged at the latest after
    ${time(run.deadlineAt)}${run.deadlineAt.getTime() < now.getTime() && ', which is over'}. This page keeps itself up
    to date.
  </p>`;
}

function notes(run: RunRow): string[] {
  const because = (reason: string | null) => (reason === null || reason === '' ? '' : `: ${withoutStop(reason)}`);
  const { correctedFrom } = run;
  return [
    ...(correctedFrom === null
      ? []
      : [`Corrected from ${correctedFrom.verdict}${because(correctedFrom.reason)}. A late report changed it.`]),
    ...(run.counts ? [] : [`It does not count${because(run.countsReason)}. It opens no incident and nobody is told.`]),
    ...(run.actionRequired ? [`Action required${because(run.actionRequiredReason)}.`] : []),
    ...(run.closedAtDeadline ? ['It was judged at its deadline, with what had been reported by then.'] : []),
  ];
}

function figures(run: RunRow): Html {
  const texts = figureTexts(run);
  const fact = (name: string, value: Content, note: string | null = null) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}${note !== null && html`<span class="note">${note}</span>`}</dd>
    </div>`;
  return html`<section aria-labelledby="figures">
    <h2 id="figures">Figures</h2>
    <dl class="facts">
      ${fact('Run date and time', time(run.startedAt), run.startedAt === null ? 'not started' : null)}
      ${fact('Duration', texts.duration)} ${fact('Virtual users', texts.virtualUsers)}
      ${fact('Requests', run.requests === null ? notKnown : formatCount(run.requests))}
      ${fact('Average response time', texts.avgResponseTime)}
      ${fact('p95 response time', texts.p95ResponseTime, p95Margin(run))} ${fact('Error rate', texts.errorRate)}
      ${fact('Auto-fix applied', autoFixText(run.autoFixApplied))}
      ${fact('Started by', run.startedBy ?? run.trigger, run.k6Version === null ? null : `k6 ${run.k6Version}`)}
    </dl>
  </section>`;
}

/** How far the p95 is from its limit; null where there is no limit or no figure. */
function p95Margin(run: RunRow): string | null {
  const limit = p95Limit(run);
  const value = run.p95ResponseTimeMs;
  if (limit === null || value === null) {
    return null;
  }
  const margin = formatMs(Math.abs(value - limit));
  return value > limit ? `${margin} above ${formatMs(limit)}` : `${margin} below ${formatMs(limit)}`;
}

function course({ run, series }: RunFacts): Html {
  const shown =
    series === 'unavailable'
      ? html`<p class="quiet">The metric store does not answer now.</p>`
      : series.points.length === 0
        ? html`<p class="quiet">
            ${run.verdict === null ? 'There is no sample yet.' : 'There are no samples of this run.'}
          </p>`
        : charts(series, { p95ResponseTimeMs: p95Limit(run) });
  return html`<section aria-labelledby="course">
    <h2 id="course">Course of the run</h2>
    ${shown}
  </section>`;
}
