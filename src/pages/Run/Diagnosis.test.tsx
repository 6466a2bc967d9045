import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { RunDetail, Schemas } from '../../api/request';
import { paths } from '../../constants';
import type { FakeSidecar } from '../../testing/fakeSidecar';
import { aDiagnosis } from '../../testing/run';
import { emptySidecar, failed, openRun, page, terms, threshold } from '../../testing/runPage';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = emptySidecar();
});

const open = (overrides: Partial<RunDetail> = {}) => openRun(sidecar, overrides);

const facts = (...abouts: Array<Schemas['EvidenceFact']['about']>): Array<Schemas['EvidenceFact']> =>
  abouts.map((about, index) => ({ id: `E${index + 1}`, topic: 'run', text: `fact ${index + 1}`, about }));

describe('diagnosis', () => {
  it('shows the text as it is, who made it and why, when, and what the policy said', async () => {
    await open({
      ...failed,
      incidentId: null,
      diagnosis: {
        ...aDiagnosis('actionRequired', 'The <b>database</b> is slow.'),
        confidence: 0.7,
        proposed: 'autoFixable',
        policy: { version: '1', permitsRedeploy: false, rule: 'persistent', reason: 'it did not recover' },
        madeAt: '2026-11-20T10:06:33.000Z',
      },
    });
    expect(screen.getByText('The <b>database</b> is slow.')).toBeInTheDocument();
    expect(terms()).toMatchObject({
      Confidence: '70 %',
      'Made by': 'rules, because no model is configured',
      Made: '2026-11-20 10:06:33 (late: 5 min after the verdict)',
      Policy: 'refuses a redeploy (persistent): it did not recover',
      'Proposed by the model': 'auto-fixable; the policy did not follow',
    });
  });

  it('names the model', async () => {
    const madeBy = {
      kind: 'haiku',
      model: 'haiku-x',
      promptVersion: '1',
      requestId: null,
      inputTokens: 1,
      outputTokens: 1,
      latencyMs: 1,
    } as const;
    await open({ ...failed, incidentId: null, diagnosis: { ...aDiagnosis('autoFixable', 'Cold start.'), madeBy } });
    expect(terms()['Made by']).toBe('model haiku-x');
  });

  it.each([
    [{ verdict: 'passed' }, /nothing to diagnose/],
    [{ verdict: 'errored' }, /only failed runs are diagnosed; this one is errored/i],
    [{ verdict: 'failed', counts: false }, /never diagnosed: the run does not count/i],
    [{ verdict: 'failed' }, /the diagnosis is being made/],
    [
      { verdict: 'failed', actionRequired: true, actionRequiredReason: 'the diagnosis did not come within 60 s' },
      /did not come within 60 s\. Should it still come/,
    ],
    [{ verdict: 'failed', judgement: 2 }, /reported late/],
  ] as Array<[Partial<RunDetail>, RegExp]>)('says why there is none: %j', async (overrides, why) => {
    await open(overrides);
    expect(screen.getByText(why)).toBeInTheDocument();
    expect(sidecar.asked('getRunEvidence')).toEqual([]);
  });
});

describe('evidence', () => {
  const chart = {
    kind: 'chart',
    chart: 'responseTimes',
    from: '2026-11-20T10:00:10.000Z',
    to: '2026-11-20T10:00:40.000Z',
  } as const;

  it('links each cited fact to what it rests on, in the order cited, and keeps the others closed', async () => {
    sidecar.answers('getRunEvidence', {
      facts: facts({ kind: 'none' }, { kind: 'figures', figures: ['requests'] }, chart),
    });
    await open(failed);
    const cited = within(await screen.findByRole('list', { name: 'Facts the diagnosis rests on' })).getAllByRole(
      'listitem'
    );
    expect(cited.map(({ textContent }) => textContent)).toEqual([
      'E3 fact 3 Response times, 10:00:10–10:00:40',
      'E2 fact 2 Figures',
    ]);
    expect(screen.queryByText('fact 1')).not.toBeInTheDocument();
    fireEvent.click(screen.getByRole('button', { name: 'Other facts that were known (1)' }));
    expect(screen.getByText('fact 1')).toBeInTheDocument();
  });

  it('takes focus to the figures', async () => {
    sidecar.answers('getRunEvidence', { facts: facts({ kind: 'none' }, { kind: 'figures', figures: ['requests'] }) });
    const { location } = await open(failed);
    fireEvent.click(await screen.findByRole('link', { name: 'Figures: what E2 rests on' }));
    await waitFor(() => expect(screen.getByRole('region', { name: 'Figures' })).toHaveFocus());
    expect(location()).toBe(page);
  });

  it('takes focus to the threshold', async () => {
    const { metric, expression } = threshold({});
    sidecar.answers('getRunEvidence', { facts: facts({ kind: 'none' }, { kind: 'threshold', metric, expression }) });
    await open(failed);
    fireEvent.click(await screen.findByRole('link', { name: 'Threshold: what E2 rests on' }));
    await waitFor(() => expect(screen.getByRole('row', { name: /612 ms/ })).toHaveFocus());
  });

  it('shows a chart at the time the fact is about', async () => {
    sidecar.answers('getRunEvidence', { facts: facts({ kind: 'none' }, chart) });
    const { location } = await open(failed);
    fireEvent.click(await screen.findByRole('link', { name: /response times.*what E2 rests on/i }));
    const { searchParams } = new URL(location(), 'http://grafana');
    expect(Object.fromEntries(searchParams)).toEqual({ from: chart.from, to: chart.to });
  });

  it('leads to the list where one endpoint or threshold is not shown, and to another run', async () => {
    sidecar.answers('getRunEvidence', {
      facts: facts(
        { kind: 'endpoint', name: '/gone', method: 'GET' },
        { kind: 'threshold', metric: 'gone', expression: 'avg<1' },
        { kind: 'run', runId: 'run-0' }
      ),
    });
    await open({ ...failed, diagnosis: { ...aDiagnosis('actionRequired', 'Slow.'), evidenceIds: ['E1', 'E2', 'E3'] } });
    await screen.findByRole('list', { name: 'Facts the diagnosis rests on' });
    const hrefs = ['Endpoints', 'Threshold', 'The other run'].map((name) =>
      screen.getByRole('link', { name: new RegExp(`^${name}: what`) }).getAttribute('href')
    );
    expect(hrefs).toEqual([`${page}#endpoints`, `${page}#thresholds`, paths.run('run-0')]);
  });

  it('shows a fact about something that only a newer sidecar knows without a link', async () => {
    sidecar.answersAnything('getRunEvidence', {
      facts: [{ id: 'E2', topic: 'new', text: 'fact 2', about: { kind: 'trace', id: 1 } }],
    });
    await open(failed);
    expect(await screen.findByText('fact 2')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /E2/ })).not.toBeInTheDocument();
  });

  it('says that the evidence cannot be had, and shows the rest', async () => {
    sidecar.refuses('getRunEvidence', 500);
    await open(failed);
    expect(await screen.findByText(/not available: the evidence/i)).toBeInTheDocument();
    expect(screen.getByText('The <b>database</b> is slow.')).toBeInTheDocument();
  });
});
