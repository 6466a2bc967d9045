import { formatInstant } from '../../lib/figures';
import type { RunRow } from '../../runs';
import { html, type Content, type Html } from './html';
import type { IncidentLine, Overview, TestLine } from './overview';
import { runPath, runTable } from './run-table';
import { table } from './table';
import { autoFixText, badge, incidentWords, notKnown, time, type Tone, verdictBadge, withoutStop } from './words';

/** What the first page says: how things stand, who is needed, and what was measured. */
export function overviewBody(overview: Overview): Content {
  return [state(overview), incidents(overview.incidents), tests(overview), results(overview)];
}

interface State {
  readonly tone: Tone;
  readonly head: string;
  readonly why: Content;
}

function state(overview: Overview): Html {
  const { tone, head, why } = stateOf(overview);
  const { since } = overview.banner;
  return html`<section class="state ${tone}" aria-labelledby="state">
    <h1 id="state">${head}</h1>
    <p>${why}</p>
    ${since !== null && html`<p class="small">Since ${time(new Date(since))}.</p>`}
  </section>`;
}

function stateOf({ banner, runs, incidents: open }: Overview): State {
  switch (banner.state) {
    case 'action_required': {
      const names = [...new Set(banner.incidents.map(({ test }) => test))].join(', ');
      return { tone: 'bad', head: 'Action required', why: `A person is needed for ${names}.` };
    }
    case 'unknown':
      return {
        tone: 'doubt',
        head: 'Unknown',
        why: `Nobody can be sure that all is well: ${withoutStop(banner.unknownReason ?? 'no reason is known')}.`,
      };
    case 'ok':
      if (runs.length === 0) {
        return { tone: 'open', head: 'Nothing measured yet', why: 'No run has been reported so far.' };
      }
      return {
        tone: 'good',
        head: 'OK',
        why:
          open.length === 0 ? 'There is no open incident.' : 'What is open is being looked after; no person is needed.',
      };
  }
}

function incidents(open: readonly IncidentLine[]): Html | null {
  return open.length === 0
    ? null
    : html`<section aria-labelledby="incidents">
        <h2 id="incidents">Open incidents</h2>
        <ul class="incidents">
          ${open.map(incidentLine)}
        </ul>
      </section>`;
}

function incidentLine({ incident, run }: IncidentLine): Html {
  const needsPerson = incident.state === 'actionRequired';
  const tone = needsPerson ? 'bad' : 'doubt';
  const reason = run?.actionRequiredReason ?? incident.actionRequiredReason;
  return html`<li class="${tone}">
    <div class="row">
      <strong>${incident.test}</strong>
      <span class="quiet small">${incident.environment}</span>
      ${badge(tone, incidentWords[incident.state])}
      <span class="quiet small">open since ${time(incident.openedAt)}</span>
    </div>
    <p class="text">${run?.diagnosis?.text ?? 'The diagnosis has not come yet.'}</p>
    ${reason !== null && reason !== run?.diagnosis?.text && html`<p class="small">Why a person: ${reason}</p>`}
    <div class="row small">
      <span>Auto-fix applied: ${autoFixText(run?.autoFixApplied ?? null)}</span>
      ${incident.acknowledgedBy !== null && html`<span>Seen by ${incident.acknowledgedBy}</span>`}
      <a href="${runPath('.', incident.lastRunId)}">Last run of ${incident.test}</a>
    </div>
  </li>`;
}

const testColumns = [
  { head: 'Load test' },
  { head: 'Target' },
  { head: 'Last verdict' },
  { head: 'Last run' },
  { head: 'Next expected run' },
];

function tests({ tests: lines, now }: Overview): Html {
  return html`<section aria-labelledby="tests">
    <h2 id="tests">Load tests</h2>
    ${
      lines.length === 0
        ? html`<p class="quiet">
            The catalogue has no load test. What it takes is said at its top, or in docs/catalogue.md.
          </p>`
        : table(
            'Load tests of the catalogue',
            testColumns,
            lines.map((line) => testCells(line, now))
          )
    }
  </section>`;
}

function testCells({ test, last, scriptProblem, ...next }: TestLine, now: Date): Content[] {
  return [
    [
      html`<strong>${test.name}</strong>`,
      test.description !== null && html`<span class="note">${test.description}</span>`,
      scriptProblem !== null && html`<span class="note problem">k6 cannot run it: ${scriptProblem}</span>`,
    ],
    [test.target, html`<span class="note">${test.environment}</span>`],
    last === null ? 'no run that counts yet' : verdictBadge(last),
    last === null ? notKnown : lastRunLink(last),
    nextCell(test.schedule !== null, next, now),
  ];
}

function lastRunLink(run: RunRow): Html {
  const at = run.startedAt ?? run.announcedAt;
  return html`<a href="${runPath('.', run.id)}" aria-label="Last run of ${run.test}, ${formatInstant(at)}"
    >${time(at)}</a
  >`;
}

function nextCell(
  isScheduled: boolean,
  { nextRunAt, nextExpectedRunAt }: Pick<TestLine, 'nextRunAt' | 'nextExpectedRunAt'>,
  now: Date
): Content {
  if (!isScheduled) {
    return 'runs when somebody starts it';
  }
  const isOverdue = nextExpectedRunAt !== null && nextExpectedRunAt.getTime() < now.getTime();
  return [
    time(nextRunAt),
    isOverdue && html`<span class="note">the result of ${time(nextExpectedRunAt)} has not come yet</span>`,
  ];
}

function results({ runs, tests: lines }: Overview): Html {
  return html`<section aria-labelledby="results">
    <h2 id="results">Recent runs</h2>
    ${runs.length === 0 ? firstSteps(lines) : runTable(runs)}
  </section>`;
}

/** What to type next. */
function firstSteps(lines: readonly TestLine[]): Content {
  const startable = lines.find(({ test }) => test.triggers.includes('manual'));
  return [
    html`<p>There is no run yet. In the folder of this sidecar:</p>`,
    html`<ul class="steps">
      ${
        startable !== undefined &&
        html`<li>
          <code>npx loadtests start ${startable.test.name} --wait</code> has the sidecar run a load test of the
          catalogue
        </li>`
      }
      <li><code>npx loadtests run my-test.js</code> runs a k6 script of yours and reports it</li>
    </ul>`,
    html`<p class="quiet small">
      Both take a key from <code>LOADTESTS_KEY</code>, or from the file that <code>LOADTESTS_KEY_FILE</code> names.
    </p>`,
  ];
}
