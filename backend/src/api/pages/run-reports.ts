import { formatCount, formatErrorRate, formatMs } from '../../lib/figures';
import type { CodeCount, EndpointFigures } from '../../model/figures';
import type { RunRow } from '../../runs';
import { html, type Content, type Html } from './html';
import type { RunFacts } from './run-facts';
import { type Column, table } from './table';

const endpointColumns: readonly Column[] = [
  { head: 'Endpoint' },
  { head: 'Status' },
  { head: 'Requests', kind: 'number' },
  { head: 'Failed', kind: 'number' },
  { head: 'Error rate', kind: 'number' },
  { head: 'Average response time', kind: 'number' },
  { head: 'p95 response time', kind: 'number' },
];

/** What each endpoint did, the worst first. */
export function endpoints({ run, details }: RunFacts): Html {
  const found = details?.endpoints ?? [];
  const leftOut = details?.endpointsLeftOut ?? 0;
  const shown =
    found.length === 0
      ? html`<p class="quiet">${missingText(run)}</p>`
      : [
          table('Endpoints', endpointColumns, [...found].sort(worstFirst).map(endpointCells)),
          leftOut > 0 &&
            html`<p class="quiet small">${formatCount(leftOut)} more with fewer requests are not kept.</p>`,
        ];
  return html`<section aria-labelledby="endpoints">
    <h2 id="endpoints">Endpoints</h2>
    ${shown}
  </section>`;
}

function worstFirst(one: EndpointFigures, other: EndpointFigures): number {
  return (
    other.failedRequests - one.failedRequests ||
    (other.p95ResponseTimeMs ?? -1) - (one.p95ResponseTimeMs ?? -1) ||
    one.name.localeCompare(other.name)
  );
}

function endpointCells(endpoint: EndpointFigures): Content[] {
  return [
    `${endpoint.method} ${endpoint.name}`,
    endpoint.statusClass === 'none' ? 'no answer' : endpoint.statusClass,
    formatCount(endpoint.requests),
    formatCount(endpoint.failedRequests),
    formatErrorRate(endpoint.errorRate, null),
    formatMs(endpoint.avgResponseTimeMs),
    formatMs(endpoint.p95ResponseTimeMs),
  ];
}

/** Why there are none, which the metric store would tell. */
function missingText({ verdict, storeCheck }: RunRow): string {
  if (verdict === null) {
    return 'Known as soon as the run is judged.';
  }
  switch (storeCheck?.kind) {
    case 'pending':
      return 'Added as soon as the metric store answers.';
    case 'unavailable':
      return `The metric store could not be read when the run was judged: ${storeCheck.reason}`;
    default:
      return 'The metric store has no requests of this run.';
  }
}

/** What was answered, by HTTP status and by k6's error code. */
export function statusCodes({ details }: RunFacts): Html | null {
  const statuses = details?.statusCodes ?? [];
  const errors = details?.errorCodes ?? [];
  if (statuses.length + errors.length === 0) {
    return null;
  }
  const line = (name: (code: number) => string) => (counts: readonly CodeCount[]) =>
    counts.map(({ code, requests }) => `${name(code)}: ${formatCount(requests)}`).join(', ');
  return html`<section aria-labelledby="codes">
    <h2 id="codes">Answers</h2>
    <dl class="terms">
      ${
        statuses.length > 0 &&
        html`<dt>HTTP status</dt>
          <dd>${line((code) => (code === 0 ? 'no answer' : String(code)))(statuses)}</dd>`
      }
      ${
        errors.length > 0 &&
        html`<dt>k6 error code</dt>
          <dd>${line(String)(errors)}</dd>`
      }
    </dl>
  </section>`;
}

/** How each k6 of the run has ended, and what it wrote last. */
export function reports({ run, instances }: RunFacts): Html {
  const none = run.verdict === null ? 'No k6 has reported yet.' : 'No k6 has reported.';
  return html`<section aria-labelledby="reports">
    <h2 id="reports">Reports of k6</h2>
    ${
      instances.length === 0
        ? html`<p class="quiet">${none}</p>`
        : html`<p class="quiet small">
            ${formatCount(instances.length)} of ${formatCount(run.expectedInstances)} expected k6 instances have
            reported.
          </p>`
    }
    ${instances.map(report)}
  </section>`;
}

type Instance = RunFacts['instances'][number];

function report(instance: Instance, index: number): Html {
  const label = `Last lines of the log of instance ${instance.instance}`;
  return html`<div>
    <p><strong>Instance ${instance.instance}</strong>: ${endText(instance)}</p>
    ${
      instance.logTail.length > 0 &&
      html`<details id="log-${index}">
        <summary>${label}</summary>
        <pre tabindex="0" role="region" aria-label="${label}">${instance.logTail.join('\n')}</pre>
      </details>`
    }
  </div>`;
}

function endText({ exitCode, signal }: Instance): string {
  if (signal !== null) {
    return `ended by the signal ${signal}`;
  }
  return exitCode === null ? 'has not told how it ended' : `ended with exit code ${exitCode}`;
}
