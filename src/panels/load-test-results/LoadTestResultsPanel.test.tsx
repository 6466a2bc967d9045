import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { fireEvent, render, screen, within } from '@testing-library/react';
import {
  createDataFrame,
  type DataFrame,
  type Field,
  getPanelDataSummary,
  LoadingState,
  type PanelProps,
} from '@grafana/data';
import { LoadTestResultsPanel } from './LoadTestResultsPanel';
import { plugin } from './module';
import type { PanelOptions } from './options';
import { suggestionsSupplier } from './suggestions';

const at = Date.parse('2026-11-20T10:01:32Z');

function results(count = 1, columns: Readonly<Record<string, unknown>> = {}): DataFrame {
  const row = {
    test: 'checkout',
    environment: 'production',
    verdict: 'failed',
    p95ResponseTimeMs: 812,
    p95LimitMs: 500,
    errorRate: 0,
    diagnosis: 'Slow whenever it is called.',
    ...columns,
  };
  return createDataFrame({
    fields: [
      { name: '_time', values: Array.from({ length: count }, (_, index) => at + index * 60_000) },
      { name: 'runId', values: Array.from({ length: count }, (_, index) => `run-${index}`) },
      ...Object.entries(row).map(([name, value]) => ({ name, values: Array.from({ length: count }, () => value) })),
    ],
  });
}

interface Shown {
  readonly options?: PanelOptions;
  readonly width?: number;
  readonly annotations?: DataFrame[];
  readonly state?: LoadingState;
}

function show(series: DataFrame[], { options = {}, width = 1200, annotations = [], state }: Shown = {}) {
  const props = {
    data: { series, annotations, state: state ?? LoadingState.Done },
    options,
    width,
    height: 400,
  } as unknown as PanelProps<PanelOptions>;
  return render(
    <MemoryRouter>
      <LoadTestResultsPanel {...props} />
    </MemoryRouter>
  );
}

const heads = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent);

it('shows a run with the columns that the frame has, and leads to its page', () => {
  show([results()]);
  expect(heads()).toEqual([
    'Run date and time',
    'Load test',
    'Pass/fail',
    'p95 response time',
    'Error rate',
    'Diagnosis',
  ]);
  expect(screen.getByRole('row', { name: /checkout.*failed.*312 ms above 500 ms.*Slow whenever/ })).toBeVisible();
  expect(screen.getByRole('link')).toHaveAttribute('href', '/a/blueclerk-loadtest-app/runs/run-0');
});

it('shows the chosen columns only', () => {
  show([results()], { options: { columns: ['test', 'verdict'] } });
  expect(heads()).toEqual(['Load test', 'Pass/fail']);
});

it('shows the latest run of each load test where that is chosen', () => {
  show([results(3), results(2, { test: 'search' })], { options: { show: 'latest' } });
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href')?.split('/').pop())).toEqual([
    'run-2',
    'run-1',
  ]);
});

it.each([
  ['is told to be compact', { options: { compact: true } }],
  ['has no room for a table', { width: 300 }],
])('lists the runs in lines where it %s', (_, shown) => {
  show([results(2, { actionRequired: 1 })], shown);
  expect(screen.queryByRole('table')).toBeNull();
  const [first] = screen.getAllByRole('listitem');
  expect(first).toHaveTextContent(/failed ?action required ?checkout ?production ?2026.*p95 812 ms ?errors 0 %/);
});

it('says why as well where a list has room for it', () => {
  const columns = { reason: 'p95 812 ms is above its limit 500 ms.', actionRequired: 1, autoFixApplied: 1 };
  show([results(1, { ...columns, actionRequiredReason: 'the redeploy did not fix it', autoFixOutcome: 'notFixed' })], {
    width: 520,
  });
  expect(screen.getByRole('listitem')).toHaveTextContent(
    'p95 812 ms is above its limit 500 ms.Slow whenever it is called.Action required: the redeploy did not fix it' +
      'Auto-fix applied: Yes: redeploy, did not fix it'
  );
});

it('draws a hundred runs, and more when asked', () => {
  show([results(250)]);
  expect(screen.getAllByRole('row')).toHaveLength(1 + 100);
  fireEvent.click(screen.getByRole('button', { name: 'Show more (150 runs not shown)' }));
  fireEvent.click(screen.getByRole('button', { name: 'Show more (50 runs not shown)' }));
  expect(screen.getAllByRole('row')).toHaveLength(1 + 250);
  expect(screen.queryByRole('button', { name: /Show more/ })).toBeNull();
});

it('says what it needs where the query gives something else, with a query to copy', () => {
  const frame = createDataFrame({
    fields: [
      { name: 'Time', values: [at] },
      { name: 'Value', values: [1] },
    ],
  });
  show([frame]);
  const message = screen.getByRole('status', { name: 'These are no results of load tests' });
  expect(message).toHaveTextContent('at least the columns time, test, verdict. The query gave Time, Value.');
  expect(message).toHaveTextContent('r._measurement == "load_test_run"');
  expect(within(message).getByRole('button', { name: 'Copy the query' })).toBeEnabled();
});

it('says that a frame without results is left out beside others', () => {
  show([results(), createDataFrame({ fields: [{ name: 'Value', values: [1] }] })]);
  expect(screen.getByText('Not shown: 1 frame without results of load tests')).toBeVisible();
  expect(screen.getAllByRole('row')).toHaveLength(2);
});

it.each([
  [LoadingState.Done, 'No load test has ended in this range of time.'],
  [LoadingState.Loading, 'Loading load test results…'],
])('says that there is nothing (%s)', (state, text) => {
  show([], { state });
  expect(screen.getByText(text)).toBeVisible();
});

it('marks the runs that lie in the diagnosis layer of the dashboard', () => {
  const layer = createDataFrame({
    fields: [
      { name: 'text', values: ['checkout: failed. p95 812 ms'] },
      { name: 'tags', values: [['loadtest', 'diagnosis', 'run:run-1', 'severity:critical']] },
    ],
  });
  show([results(2)], { annotations: [layer] });
  const [newest, older] = screen.getAllByRole('row').slice(1);
  const mark = { name: 'Marked on this dashboard: checkout: failed. p95 812 ms' };
  expect(within(newest as HTMLElement).getByRole('img', mark)).toBeVisible();
  expect(within(older as HTMLElement).queryByRole('img', mark)).toBeNull();
});

describe('what somebody has set for the fields of the frame', () => {
  const withField = (name: string, changed: Partial<Field>) => {
    const frame = results();
    return { ...frame, fields: frame.fields.map((field) => (field.name === name ? { ...field, ...changed } : field)) };
  };

  it('is shown: name and unit', () => {
    const display = (value: unknown) => ({ text: `${Number(value) / 1000}`, suffix: ' s', numeric: Number(value) });
    show([withField('p95ResponseTimeMs', { config: { displayName: 'Slowest', unit: 'ms' }, display })]);
    expect(heads()).toContain('Slowest');
    expect(screen.getByRole('cell', { name: '0.812 s' })).toBeVisible();
  });

  it('is shown: the text for no value', () => {
    show([withField('errorRate', { config: { noValue: 'n/a' }, values: [null] })]);
    expect(screen.getByRole('cell', { name: 'n/a' })).toBeVisible();
  });

  it('leads where a link of its own leads, instead of the page of the run', () => {
    const getLinks: Field['getLinks'] = ({ valueRowIndex }) => [
      { href: `/d/live?row=${valueRowIndex}`, title: 'Live', target: '_blank', origin: results().fields[0] as Field },
    ];
    show([withField('_time', { getLinks })]);
    const link = screen.getByRole('link', { name: /2026/ });
    expect(link).toHaveAttribute('href', '/d/live?row=0');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  });
});

describe('the plugin', () => {
  it('takes the annotations of the dashboard', () => {
    expect(plugin.dataSupport).toEqual({ annotations: true, alertStates: false });
  });

  it('offers itself for results and for nothing else', () => {
    const offered = (frame: DataFrame) => plugin.getSuggestions(getPanelDataSummary([frame])) ?? [];
    expect(offered(results())).toMatchObject([{ score: 100 }]);
    expect(offered(createDataFrame({ fields: [{ name: 'Value', values: [1] }] }))).toEqual([]);
  });

  it.each([
    ['dataSummary', (rawFrames: DataFrame[]) => ({ dataSummary: { rawFrames } })],
    ['data', (series: DataFrame[]) => ({ data: { series } })],
  ])('does so in Grafana 12 too, which asks by a method and hands over %s', (_, given) => {
    const offered = (frames: DataFrame[]) => {
      const append = jest.fn();
      suggestionsSupplier.getSuggestionsForData({ ...given(frames), getListAppender: () => ({ append }) });
      return append.mock.calls;
    };
    expect(offered([results()])).toEqual([[{ score: 100 }]]);
    expect(offered([createDataFrame({ fields: [{ name: 'Value', values: [1] }] })])).toEqual([]);
  });
});
