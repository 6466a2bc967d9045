import { screen, within } from '@testing-library/react';
import type { Schemas } from '../../api/request';
import { paths } from '../../constants';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { renderApp } from '../../testing/renderApp';
import { aTrend, aTrendRun } from '../../testing/trend';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
  sidecar.answers('listLoadTests', { tests: ['search', 'checkout'].map((name) => ({ name }) as Schemas['LoadTest']) });
});

const open = (test = 'checkout') => renderApp(paths.trends(test));

const day = (date: number) => `2026-11-${String(date).padStart(2, '0')}T10:00:00.000Z`;
const deployed = (id: string) => ({ id, createdAt: null, sha: '0123456789abcdef' });

const baseline = aTrendRun({ runId: 'run-2', endedAt: day(2), p95ResponseTimeMs: 260 });
const stepped = aTrend({
  baseline: { ...baseline, isPinned: false },
  runs: [
    aTrendRun({ runId: 'run-1', endedAt: day(1), isComparable: false, p95ResponseTimeMs: 90 }),
    baseline,
    aTrendRun({
      runId: 'run-3',
      endedAt: day(3),
      verdict: 'failed',
      p95ResponseTimeMs: 520,
      errorRate: 0.01,
      deployment: deployed('dpl_2'),
    }),
    aTrendRun({
      runId: 'run-4',
      endedAt: day(4),
      verdict: 'errored',
      p95ResponseTimeMs: null,
      deployment: deployed('dpl_2'),
    }),
    aTrendRun({ runId: 'run-5', endedAt: null, verdict: 'missed', p95ResponseTimeMs: null, deployment: null }),
  ],
  finding: {
    kind: 'step',
    text: 'since run run-3 the p95 is 100 % higher',
    sinceRunId: 'run-3',
    change: 1,
    deployment: deployed('dpl_2'),
  },
  deeperIssue: '3 of the last 10 runs failed: multiple failures may indicate a deeper issue',
});

interface Given {
  readonly pluginId: string;
  readonly frames: Array<{ fields: Array<{ name: string; unit?: string; values: unknown[] }> }>;
  readonly annotations: Array<{ fields: Array<{ name: string; values: unknown[] }> }>;
}
async function panel(title: string): Promise<Given> {
  return JSON.parse((await screen.findByTestId(`panel-${title}`)).textContent ?? '') as Given;
}

/** The rows of the table by the heads of its columns. */
async function rows(): Promise<Array<Record<string, string>>> {
  const table = await screen.findByRole('table', { name: /runs of the trend/i });
  const heads = within(table).getAllByRole('columnheader');
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      Object.fromEntries(
        within(row)
          .getAllByRole('cell')
          .map((cell, index) => [heads[index]?.textContent ?? '', cell.textContent ?? ''])
      )
    );
}

describe('a load test that has moved', () => {
  beforeEach(() => sidecar.answers('getTrend', stepped));

  it('says what moved since when and by which deployment, what is deeper, and what is no part of it', async () => {
    await open();
    expect(await screen.findByText('Since run run-3 the p95 is 100 % higher.')).toBeInTheDocument();
    expect(screen.getByText('The deployment that moved it: dpl_2, commit 0123456.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'The run that began it' })).toHaveAttribute('href', paths.run('run-3'));
    expect(screen.getByRole('alert')).toHaveTextContent('3 of the last 10 runs failed');
    expect(screen.getByText(/p95 260 ms, average 100 ms, error rate 0 %/)).toBeInTheDocument();
    expect(screen.getByText(/not part of the finding: 1 run with another script/i)).toBeInTheDocument();
    expect(screen.getByText('Not part of the finding: 2 runs that neither passed nor failed.')).toBeInTheDocument();
  });

  it('draws the comparable runs as a line with the baseline, and each run as a mark of its verdict', async () => {
    await open();
    const { pluginId, frames, annotations } = await panel('p95 response time');
    expect(pluginId).toBe('timeseries');
    // A gap of the line is null, what the line passes by is absent; JSON has null for both.
    expect(frames[0]?.fields.map(({ name, unit, values }) => [name, unit ?? null, values])).toEqual([
      ['time', null, [1, 2, 3, 4].map((date) => Date.parse(day(date)))],
      ['p95 response time', 'ms', [null, 260, 520, null]],
      ['Baseline', 'ms', [260, 260, 260, 260]],
      ['passed', 'ms', [null, 260, null, null]],
      ['passed, not comparable', 'ms', [90, null, null, null]],
      ['failed', 'ms', [null, null, 520, null]],
      ['errored', 'ms', [null, null, null, null]],
    ]);
    const marks = Object.fromEntries(annotations[0]!.fields.map(({ name, values }) => [name, values]));
    expect(marks).toMatchObject({
      time: [Date.parse(day(3))],
      text: ['dpl_2, commit 0123456'],
      isRegion: [false],
    });
    expect((await panel('Error rate')).frames[0]?.fields[1]).toMatchObject({ unit: 'percentunit' });
    await panel('Average response time');
    expect(screen.getByRole('group', { name: 'p95 response time' })).toHaveAccessibleDescription(
      /^From 260 ms to 520 ms in 2 comparable runs; newest 520 ms, .* the baseline, 260 ms\. Marked: 1 change of/
    );
  });

  it('lists the same in a table, the newest first, with the ways to each run and to the comparison', async () => {
    await open();
    const [missed, errored, failed, passed, other] = await rows();
    expect(missed).toMatchObject({ 'Pass/fail': 'missed', 'Run date and time': 'never ran: run-5', Deployment: '–' });
    expect(errored).toMatchObject({ 'p95 response time': 'not measured', Deployment: 'dpl_2, commit 0123456' });
    expect(failed).toMatchObject({
      'Pass/fail': 'failed',
      'p95 response time': '520 ms',
      'Error rate': '1 % (10 of 1,000)',
      Deployment: 'dpl_2, commit 0123456another one than in the run before',
    });
    expect(passed).toMatchObject({ 'Pass/fail': 'passedbaseline', Compare: '–' });
    expect(other).toMatchObject({ 'Pass/fail': 'passednot comparable with the newest run' });
    const table = screen.getByRole('table');
    expect(within(table).getAllByRole('link', { name: 'Compare with the baseline' })[2]).toHaveAttribute(
      'href',
      paths.compare({ base: 'run-2', run: 'run-3' })
    );
  });
});

describe('what a newer sidecar sends', () => {
  it('shows a regression of a single run and a pinned baseline', async () => {
    sidecar.answersAnything('getTrend', {
      ...stepped,
      baseline: { ...baseline, isPinned: true },
      runs: [baseline, { ...aTrendRun({ runId: 'run-6' }), regression: { text: 'p95 25 % above the baseline' } }],
    });
    await open();
    expect(await screen.findByText('Regression: p95 25 % above the baseline')).toBeInTheDocument();
    expect(screen.getByText('baseline, pinned')).toBeInTheDocument();
    expect(screen.getByText(/^Baseline, pinned/)).toBeInTheDocument();
  });

  it('says that a pinned run is left aside, and why', async () => {
    const pinned = { runId: 'run-1', pinnedBy: 'Ada', pinnedAt: day(5) };
    sidecar.answers('getTrend', { ...stepped, pinned: { ...pinned, unlike: ['another script', 'another load'] } });
    await open();
    expect(
      await screen.findByText(/^Run run-1 is pinned as the baseline, but .*: another script, another load\.$/)
    ).toBeInTheDocument();
  });

  it('shows unknown words as they are, and says which fields and runs cannot be read', async () => {
    const { p95ResponseTimeMs: _left, ...missing } = aTrendRun({ runId: 'run-7' });
    sidecar.answersAnything('getTrend', {
      ...stepped,
      runs: [{ ...missing, verdict: 'doubtful' }, { id: 8 }],
      finding: { ...stepped.finding, kind: 'cycle' },
    });
    await open();
    expect(await screen.findByText('Since run run-3 the p95 is 100 % higher.')).toBeInTheDocument();
    expect(await rows()).toMatchObject([{ 'Pass/fail': 'doubtful', 'p95 response time': 'cannot be read' }]);
    expect(screen.getByText(/p95ResponseTimeMs; 1 entry of the list left out/)).toBeInTheDocument();
  });

  it('does not show an answer that is no trend', async () => {
    sidecar.answersAnything('getTrend', { runs: 'none' });
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(/does not understand.*no trend/);
  });
});

describe('without much to show', () => {
  it('says that it is loading', async () => {
    sidecar.isSilent('getTrend');
    await open();
    expect(await screen.findByText('Loading the trend')).toBeInTheDocument();
  });

  it('says that no run counts yet', async () => {
    sidecar.answers('getTrend', aTrend());
    await open();
    expect(await screen.findByText('No run of checkout counts yet')).toBeInTheDocument();
  });

  it('shows a single run, without a baseline', async () => {
    sidecar.answers('getTrend', aTrend({ runs: [aTrendRun({ runId: 'run-1' })] }));
    await open();
    expect(await screen.findByText(/^There is no baseline/)).toBeInTheDocument();
    const names = (await panel('p95 response time')).frames[0]?.fields.map(({ name }) => name);
    expect(names).toEqual(['time', 'p95 response time', 'passed']);
    expect(await rows()).toMatchObject([{ Compare: '–' }]);
  });

  it('starts with the first load test of the catalogue, and says where there is none', async () => {
    sidecar.answers('getTrend', aTrend());
    const { unmount } = await renderApp(`${paths.root}/trends`);
    expect(await screen.findByText('No run of checkout counts yet')).toBeInTheDocument();
    expect(sidecar.asked('getTrend')[0]).toMatchObject({ path: { name: 'checkout' }, query: { limit: 50 } });
    unmount();
    sidecar.answers('listLoadTests', { tests: [] });
    await renderApp(`${paths.root}/trends`);
    expect(await screen.findByText('The catalogue has no load tests yet')).toBeInTheDocument();
  });

  it('says that there is no such load test', async () => {
    sidecar.refuses('getTrend', 404, 'The catalogue has no load test "gone".');
    await open('gone');
    expect(await screen.findByText('There is no such load test')).toBeInTheDocument();
    expect(screen.getByRole('combobox', { name: 'Load test' })).toHaveValue('gone');
  });

  it('says that the sidecar refuses, with its words', async () => {
    sidecar.refuses('getTrend', 503, 'The database does not answer now.');
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(/database does not answer/);
  });
});
