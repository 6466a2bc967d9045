import { formatPercent } from '../../lib/figures';
import type { Diagnosis, EvidenceFact } from '../../model/diagnosis';
import type { RunRow } from '../../runs';
import { html, type Content, type Html } from './html';
import type { RunFacts } from './run-facts';
import { runPath } from './run-table';
import { badge, becauseWords, classificationWords, incidentWords, moveWords, time, withoutStop } from './words';

/** Why the run failed, in whose words, and what that rests on. */
export function diagnosis({ run, details }: RunFacts): Html {
  const facts = details?.evidence?.facts ?? [];
  return html`<section aria-labelledby="diagnosis">
    <h2 id="diagnosis">Diagnosis</h2>
    ${run.diagnosis === null ? html`<p class="quiet">${whyNone(run)}</p>` : told(run.diagnosis, facts)}
  </section>`;
}

function told(made: Diagnosis, facts: readonly EvidenceFact[]): Content {
  const { classification, policy } = made;
  const cited = made.evidenceIds.flatMap((id) => facts.find((fact) => fact.id === id) ?? []);
  const others = facts.filter(({ id }) => !made.evidenceIds.includes(id));
  return [
    html`<div>${badge(classification === 'autoFixable' ? 'open' : 'bad', classificationWords[classification])}</div>`,
    html`<p class="text">${made.text}</p>`,
    html`<h3>Evidence</h3>`,
    cited.length === 0
      ? html`<p class="quiet">The diagnosis cites no fact that is still there.</p>`
      : evidence('Facts the diagnosis rests on', cited),
    others.length > 0 &&
      html`<details id="other-facts">
        <summary>Other facts that were known (${others.length})</summary>
        ${evidence('Other facts', others)}
      </details>`,
    html`<dl class="terms">
      <dt>Confidence</dt>
      <dd>${formatPercent(made.confidence)}</dd>
      <dt>Made by</dt>
      <dd>${madeByText(made)}, ${time(new Date(made.madeAt))}</dd>
      <dt>Policy</dt>
      <dd>${policy.permitsRedeploy ? 'permits' : 'refuses'} a redeploy (${policy.rule}): ${policy.reason}</dd>
    </dl>`,
  ];
}

function evidence(label: string, facts: readonly EvidenceFact[]): Html {
  return html`<ul class="evidence" aria-label="${label}">
    ${facts.map(({ id, text }) => html`<li><strong>${id}</strong> <span>${text}</span></li>`)}
  </ul>`;
}

function madeByText({ madeBy }: Diagnosis): string {
  if (madeBy.kind === 'haiku') {
    return `model ${madeBy.model}`;
  }
  const detail = madeBy.detail === '' ? '' : ` (${madeBy.detail})`;
  return `rules, because ${becauseWords[madeBy.because]}${detail}`;
}

/** A run without a diagnosis has none yet, or never will. */
function whyNone(run: RunRow): string {
  if (run.verdict === null) {
    return 'Not diagnosed yet: the run has not been judged.';
  }
  if (run.verdict === 'passed') {
    return 'The run passed: there is nothing to diagnose.';
  }
  if (run.verdict !== 'failed') {
    return `Only failed runs are diagnosed; this one is ${run.verdict}.`;
  }
  if (!run.counts) {
    return 'Never diagnosed: the run does not count.';
  }
  if (run.actionRequiredReason !== null) {
    return `There is no diagnosis: ${withoutStop(run.actionRequiredReason)}. Should it still come, it is added here.`;
  }
  return run.judgement > 1
    ? 'Not diagnosed: a failure that is reported late is diagnosed only where no newer run has passed.'
    : 'Not diagnosed yet: the diagnosis is being made.';
}

/** Everything that happened to the incident of the run, oldest first: what, why, by whom and when. */
export function incident({ run, incident: found }: RunFacts): Html | null {
  if (found === null) {
    return null;
  }
  return html`<section aria-labelledby="incident">
    <h2 id="incident">Incident</h2>
    <p class="small quiet">${incidentWords[found.incident.state]}; opened ${time(found.incident.openedAt)}</p>
    <ol class="timeline" aria-label="Timeline of the incident">
      ${found.events.map(
        ({ at, kind, text, runId, actor }) =>
          html`<li>
            <span class="note">${time(at)} · ${actor ?? 'sidecar'}</span>
            <strong>${moveWords[kind]}</strong>${text !== '' && text !== kind && `: ${text}`}
            ${runId !== null && runId !== run.id && html`<a href="${runPath('..', runId)}">other run</a>`}
          </li>`
      )}
    </ol>
  </section>`;
}
