import { fireEvent, screen, within } from '@testing-library/react';
import type { RunDetail } from '../../api/request';
import { paths } from '../../constants';
import type { FakeSidecar } from '../../testing/fakeSidecar';
import { renderApp } from '../../testing/renderApp';
import { anIncident, aRunDetail } from '../../testing/run';
import { emptySidecar, failed, openRun, page, terms, threshold } from '../../testing/runPage';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = emptySidecar();
});

const shows = (overrides: Partial<RunDetail> = {}) => sidecar.answers('getRun', aRunDetail(overrides));
const open = (overrides: Partial<RunDetail> = {}) => openRun(sidecar, overrides);

function rows(table: string): Array<Record<string, string>> {
  const element = screen.getByRole('table', { name: table });
  const names = within(element).getAllByRole('columnheader');
  return within(element)
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      Object.fromEntries(
        within(row)
          .getAllByRole('cell')
          .map((cell, index) => [names[index]?.textContent ?? '', cell.textContent ?? ''])
      )
    );
}

describe('a run that cannot be shown', () => {
  it('says that there is no such run, with the way back', async () => {
    sidecar.refuses('getRun', 404, 'There is no run "run-1".');
    await renderApp(page);
    expect(await screen.findByText('There is no such run')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /back to the results/i })).toHaveAttribute('href', paths.results);
  });

  it('tells why, and tries again on demand', async () => {
    sidecar.refuses('getRun', 503, 'The database does not answer now.');
    await renderApp(page);
    expect(await screen.findByRole('alert')).toHaveTextContent(/database does not answer/);
    shows();
    fireEvent.click(screen.getByRole('button', { name: /try again/i }));
    expect(await screen.findByRole('heading', { level: 1, name: 'checkout' })).toBeInTheDocument();
  });

  it('takes a missing sidecar for no missing run', async () => {
    sidecar.refuses('getRun', 404);
    await renderApp(page);
    expect(await screen.findByRole('alert')).toHaveTextContent(/no sidecar at the configured URL/);
    expect(screen.queryByText('There is no such run')).not.toBeInTheDocument();
  });

  it('shows the rest where a newer sidecar sends fields of another form', async () => {
    sidecar.answersAnything('getRun', { ...aRunDetail(), thresholds: 'many', verdict: 7, requests: '5k' });
    await renderApp(page);
    expect(await screen.findByText(/does not understand: requests, thresholds, verdict/)).toBeInTheDocument();
    expect(screen.getByText('The verdict cannot be read.')).toBeInTheDocument();
    expect(terms()).toMatchObject({ Requests: 'cannot be read', 'p95 response time': '213 ms' });
  });
});

describe('verdict and figures', () => {
  it('gives the verdict and why in one sentence, and the other reasons', async () => {
    await open({ ...failed, incidentId: null });
    expect(screen.getByText('Failed: p95 612 ms, limit 500 ms.')).toBeInTheDocument();
    expect(within(screen.getByRole('list', { name: 'Other reasons' })).getByText('3 checks failed')).toBeVisible();
    expect(screen.getByText('Action required: the failure is persistent.')).toBeInTheDocument();
  });

  it('says what a late report has changed, and why a run does not count', async () => {
    await open({
      correctedFrom: { verdict: 'errored', reason: 'the run was announced and never reported its end' },
      counts: false,
      countsReason: 'the load test is not in the catalogue',
    });
    expect(screen.getByText(/^Corrected from errored: the run was announced and never reported/)).toBeInTheDocument();
    expect(screen.getByText(/^It does not count: the load test is not in the catalogue\./)).toBeInTheDocument();
  });

  it('shows who ran what, when, and every figure with its unit', async () => {
    await open({ failedRequests: 5, errorRate: 0.001, errorRateSamples: 5000 });
    expect(terms()).toMatchObject({
      Target: 'https://shop.example',
      Environment: 'production',
      Trigger: 'schedule',
      'Started by': 'ada@example.com',
      Started: '2026-11-20 10:00:00',
      Ended: '2026-11-20 10:01:32',
      Duration: '1 min 32 s',
      'Virtual users (peak)': '20',
      Requests: '5,000',
      'Failed requests': '5',
      'Error rate': '0.1 % (5 of 5,000)',
      'Average response time': '120 ms',
      'p95 response time': '213 ms',
    });
  });

  it('leads back to the results of the load test, and to the k6 dashboard only where there is one', async () => {
    const { unmount } = await open();
    expect(screen.getByRole('link', { name: 'Results of checkout' })).toHaveAttribute(
      'href',
      `${paths.results}?test=checkout`
    );
    expect(screen.queryByRole('link', { name: /k6 dashboard/ })).not.toBeInTheDocument();
    unmount();

    shows();
    await renderApp(page, { settings: { apiUrl: 'http://sidecar:3001', k6DashboardUid: 'k6' } });
    const from = Date.parse('2026-11-20T10:00:00.000Z');
    expect(await screen.findByRole('link', { name: /k6 dashboard/ })).toHaveAttribute(
      'href',
      `/d/k6?var-testid=run-1&from=${from}&to=${from + 92_000}`
    );
  });
});

describe('progress', () => {
  const unjudged: Partial<RunDetail> = { verdict: null, reasons: [], requests: null, endedAt: null };

  it.each([
    ['queued', 'Queued', /until no other run on this target/],
    ['running', 'Running', /waits for the end of k6/],
    ['awaitingParts', 'Waiting for reports', /0 of 2 k6 instances/],
    ['judging', 'Being judged', /verdict follows/],
  ] as const)('says of a run that is %s since when, and what it waits for', async (status, title, waits) => {
    await open({ ...unjudged, status, expectedInstances: 2 });
    const progress = screen.getByRole('status', { name: title });
    expect(progress).toHaveTextContent(waits);
    expect(progress).toHaveTextContent('at the latest after 2026-11-20 10:30:00');
    expect(screen.getByText(/not diagnosed yet: the run has not been judged/i)).toBeInTheDocument();
  });

  it('follows the run to its verdict', async () => {
    await open({ ...unjudged, status: 'running' });
    expect(screen.getByRole('status', { name: 'Running' })).toBeInTheDocument();
    shows();
    fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await screen.findByText('Passed: Every limit was kept.')).toBeInTheDocument();
    expect(screen.queryByRole('status', { name: 'Running' })).not.toBeInTheDocument();
  });

  it('says that a run never started', async () => {
    await open({
      verdict: 'missed',
      reasons: [{ code: 'neverReported', text: 'the run was announced and never reported its end' }],
      startedAt: null,
      endedAt: null,
      durationSeconds: null,
      requests: null,
    });
    expect(screen.getByText('This run never started')).toBeInTheDocument();
    expect(screen.getByText(/^Missed: the run was announced/)).toBeInTheDocument();
  });
});

describe('thresholds', () => {
  it('shows limit, value, margin, result and source of each', async () => {
    await open({
      thresholds: [
        threshold({}),
        threshold({
          metric: 'errorRate',
          expression: 'error rate ≤ 1 %',
          ok: true,
          limit: 0.01,
          value: 0.004,
          unit: 'fraction',
          margin: -0.006,
          marginRatio: -0.6,
        }),
        threshold({
          source: 'k6',
          metric: 'checks',
          expression: 'rate>0.9',
          ok: null,
          samples: 'none',
          limit: null,
          value: null,
          unit: null,
          margin: null,
          marginRatio: null,
        }),
        threshold({
          source: 'k6',
          metric: 'http_req_waiting',
          expression: 'max<900',
          ok: true,
          samples: 'unknown',
          limit: null,
          value: null,
          unit: null,
          margin: null,
          marginRatio: null,
        }),
      ],
    });
    expect(rows('Thresholds')).toEqual([
      {
        Limit: 'p95 ≤ 500 ms',
        Value: '612 ms',
        Margin: '112 ms above (+22.5 %)',
        Result: 'crossed',
        Source: 'catalogue',
      },
      {
        Limit: 'error rate ≤ 1 %',
        Value: '0.4 %',
        Margin: '0.6 percentage points below (−60 %)',
        Result: 'kept',
        Source: 'catalogue',
      },
      { Limit: 'checks: rate>0.9', Value: 'not measured', Margin: '–', Result: 'no samples', Source: 'k6 script' },
      {
        Limit: 'http_req_waiting: max<900',
        Value: '–',
        Margin: '–',
        Result: 'keptsamples unknown',
        Source: 'k6 script',
      },
    ]);
  });
});

describe('remediation and effects', () => {
  it('shows the auto-fix with its outcome and the timeline with reasons, actors and times', async () => {
    sidecar.answers(
      'getIncident',
      anIncident({
        id: 'incident-1',
        acknowledgedAt: '2026-11-20T10:05:00.000Z',
        acknowledgedBy: 'Ada',
        timeline: [
          { at: '2026-11-20T10:01:32.000Z', kind: 'opened', text: 'p95 612 ms', runId: 'run-0', actor: null },
          {
            at: '2026-11-20T10:01:40.000Z',
            kind: 'actionRequired',
            text: 'a newer run of this load test exists',
            runId: 'run-1',
            actor: null,
          },
          { at: '2026-11-20T10:05:00.000Z', kind: 'acknowledged', text: 'looking', runId: null, actor: 'Ada' },
        ],
      })
    );
    await open({
      ...failed,
      autoFixApplied: {
        action: 'redeploy',
        deploymentId: 'dpl_1',
        appliedAt: '2026-11-20T10:02:00.000Z',
        outcome: 'notFixed',
      },
    });
    const events = within(await screen.findByRole('list', { name: 'Timeline of the incident' })).getAllByRole(
      'listitem'
    );
    expect(events.map(({ textContent }) => textContent)).toEqual([
      '2026-11-20 10:01:32 · sidecarOpened: p95 612 ms other run',
      '2026-11-20 10:01:40 · sidecarAction required: a newer run of this load test exists ',
      '2026-11-20 10:05:00 · AdaAcknowledged: looking ',
    ]);
    expect(terms()).toMatchObject({
      'Auto-fix applied': 'Yes: redeploy, did not fix it',
      Deployment: 'dpl_1',
      Applied: '2026-11-20 10:02:00',
      Acknowledged: '2026-11-20 10:05:00 by Ada',
    });
  });

  it('says that the incident cannot be had', async () => {
    sidecar.refuses('getIncident', 503, 'The database does not answer now.');
    await open(failed);
    expect(await screen.findByText(/not available: the incident/i)).toBeInTheDocument();
  });

  it('shows what became of each effect', async () => {
    await open({
      effects: [
        {
          id: '1',
          kind: 'slackMessage',
          state: 'rejected',
          attempts: 3,
          createdAt: '2026-11-20T10:01:40.000Z',
          settledAt: '2026-11-20T10:02:00.000Z',
          code: 'HTTP_404',
          reason: 'Slack answered 404',
        },
        {
          id: '2',
          kind: 'resultPoint',
          state: 'planned',
          attempts: 0,
          createdAt: '2026-11-20T10:01:40.000Z',
          settledAt: null,
          code: null,
          reason: null,
        },
      ],
    });
    expect(rows('Effects')).toEqual([
      {
        What: 'Slack message',
        State: 'rejected',
        Attempts: '3',
        Planned: '2026-11-20 10:01:40',
        Settled: '2026-11-20 10:02:00',
        Reason: 'Slack answered 404 (HTTP_404)',
      },
      {
        What: 'Result point',
        State: 'planned',
        Attempts: '0',
        Planned: '2026-11-20 10:01:40',
        Settled: '–',
        Reason: '–',
      },
    ]);
  });
});
