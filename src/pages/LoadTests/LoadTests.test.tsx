import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Schemas } from '../../api/request';
import { paths } from '../../constants';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { aLoadTest } from '../../testing/loadTest';
import { renderApp } from '../../testing/renderApp';
import { aRun, aRunDetail } from '../../testing/run';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
  sidecar.answers('listRuns', { runs: [], nextCursor: null });
});

const open = (role?: 'Editor', query = '') => renderApp(`${paths.tests}${query}`, role && { role });
const shows = (...tests: Array<Partial<Schemas['LoadTest']>>) =>
  sidecar.answers('listLoadTests', { tests: tests.map(aLoadTest) });

const card = (name: string) => screen.findByRole('article', { name });
async function terms(name: string): Promise<Record<string, string>> {
  return Object.fromEntries(
    within(await card(name))
      .getAllByRole('term')
      .map((term) => [term.textContent ?? '', term.nextElementSibling?.textContent ?? ''])
  );
}

describe('a load test of the catalogue', () => {
  it('is shown with when it runs, what it has to keep, and what came of it last', async () => {
    shows({});
    await open();
    expect(await terms('checkout')).toEqual({
      'Last verdict': 'passed 2026-11-20 02:01:32',
      'Next run': expect.stringMatching(/^in \d+ years, 2099-11-21 02:00:00$/),
      Schedule: 'At 03:00, every day, Europe/Berlin 0 3 * * *',
      'Passes with': 'p95 response time at most 500 ms, no failed request, at least 50 requests',
      Target: 'https://shop.example',
      Environment: 'production',
      Labels: 'team: payments',
      'Started by': 'schedule, manual, external reporters',
      Redeploys: 'not permitted',
    });
    const shown = within(await card('checkout'));
    expect(shown.getByText('Ten customers look at the shop and pay')).toBeInTheDocument();
    expect(shown.getByRole('link', { name: 'checkout' })).toHaveAttribute('href', `${paths.results}?test=checkout`);
    expect(shown.getByRole('link', { name: 'Trend of checkout' })).toHaveAttribute('href', paths.trends('checkout'));
    expect(shown.getByRole('link', { name: '2026-11-20 02:01:32' })).toHaveAttribute('href', paths.run('run-1'));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says every limit, window and permission that it has', async () => {
    const endpoint = { name: 'login', method: 'POST', avgResponseTimeMs: null, errorRate: null, minimumRequests: 20 };
    shows({
      limits: {
        ...aLoadTest().limits,
        errorRate: 0.0025,
        avgResponseTimeMs: 200,
        unmeasuredRequests: 0.01,
        metrics: { responseTime: 'grpc_req_duration', requests: 'grpc_reqs', failures: 'grpc_failed' },
        endpoints: [{ ...endpoint, p95ResponseTimeMs: 300 }],
        regression: { mode: 'fail', relative: 0.2, absoluteMs: 30, minimumRequests: 100 },
      },
      maintenanceWindows: [
        { cron: '0 22 * * 0', timeZone: 'UTC', durationMinutes: 90, reason: 'database upgrade' },
        { cron: '0 0 1 * 5', timeZone: 'UTC', durationMinutes: 60, reason: 'backup' },
      ],
      remediation: { vercel: { projectId: 'prj_shop', teamId: null, triggers: ['schedule', 'deployment'] } },
    });
    await open();
    expect(await terms('checkout')).toMatchObject({
      'Passes with':
        'p95 response time at most 500 ms, average response time at most 200 ms, error rate at most 0.25 %, ' +
        'at least 50 requests, at most 1 % of the requests outside of the error rate, limits of their own on 1 endpoint, ' +
        "k6's metrics grpc_req_duration, grpc_reqs, grpc_failed, no regression against its baseline (20 % and 30 ms)",
      'Maintenance windows':
        'database upgrade: At 22:00, only on Sunday, UTC 0 22 * * 0, for 1 h 30 min' + 'backup: UTC 0 0 1 * 5, for 1 h',
      Redeploys: 'of project prj_shop, after runs started by schedule, deployment',
    });
  });

  it('that never runs by itself and never ran says so', async () => {
    shows({ schedule: null, nextRunAt: null, nextExpectedRunAt: null, staleAt: null, lastRun: null, lastTick: null });
    await open();
    expect(await terms('checkout')).toMatchObject({
      'Last verdict': 'none yet',
      Schedule: 'none, it does not run by itself',
    });
  });

  it.each([
    ['skipped', 'a maintenance window was open', '2026-11-20 02:00:00 started no run: a maintenance window was open'],
    ['missed', 'no sidecar was at work', '2026-11-20 02:00:00 was missed: no sidecar was at work'],
  ] as const)('says why its last tick was %s', async (outcome, reason, said) => {
    shows({ lastTick: { at: '2026-11-20T02:00:00.000Z', outcome, reason, runId: null } });
    await open();
    expect((await terms('checkout'))['Last time it was due']).toBe(said);
  });

  it('warns of a script that k6 cannot read', async () => {
    shows({ scriptProblem: 'browse.js:3:9: Unexpected token ;' });
    await open();
    expect(await screen.findByRole('alert', { name: 'k6 cannot read its script' })).toHaveTextContent(
      'browse.js:3:9: Unexpected token ;'
    );
  });

  it('says plainly that it is overdue, and then that its last result is stale', async () => {
    const past = { nextExpectedRunAt: '2026-01-01T02:00:00.000Z' };
    shows({ ...past, name: 'late' }, { ...past, name: 'stale', staleAt: '2026-01-01T02:20:00.000Z' });
    await open();
    expect(await screen.findByRole('alert', { name: 'It is overdue' })).toHaveTextContent(
      'A result was due from the run of 2026-01-01 02:00:00. Its last result is stale from 2099-11-21 02:20:00.'
    );
    expect(screen.getByRole('alert', { name: 'Its last result is stale' })).toHaveTextContent(
      /due from the run of 2026-01-01 02:00:00\. Nothing is known about now/
    );
  });

  it('is not called overdue while its run goes on', async () => {
    shows({ nextExpectedRunAt: '2026-01-01T02:00:00.000Z' });
    sidecar.answers('listRuns', { runs: [aRun({ status: 'running', verdict: null })], nextCursor: null });
    sidecar.answers('getRun', aRunDetail({ status: 'running', verdict: null }));
    await open();
    await screen.findByRole('list', { name: 'On https://shop.example' });
    await card('checkout');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('is found by words in its name, labels, target and environment, which stand in the address', async () => {
    shows({}, { name: 'search', labels: { team: 'catalog' } });
    const { location } = await open(undefined, '?find=catalog+production');
    await card('search');
    expect(screen.queryByRole('article', { name: 'checkout' })).not.toBeInTheDocument();
    fireEvent.change(screen.getByLabelText(/find by name/i), { target: { value: 'nothing like it' } });
    expect(await screen.findByText('No load test fits these words.')).toBeInTheDocument();
    expect(location()).toBe(`${paths.tests}?find=nothing+like+it`);
  });
});

describe('run now', () => {
  const button = () => screen.findByRole('button', { name: 'Run now: checkout' });

  it('is there for editors alone', async () => {
    shows({});
    await open();
    await card('checkout');
    expect(screen.queryByRole('button', { name: /^run/i })).not.toBeInTheDocument();
  });

  it('starts a run once, which is then listed with its place', async () => {
    shows({});
    sidecar.answers('runLoadTest', { id: 'run-2', status: 'queued' });
    await open('Editor');
    const run = await button();
    const queued = aRun({ id: 'run-2', reporter: 'runner', trigger: 'manual', status: 'queued', verdict: null });
    sidecar.answers('listRuns', { runs: [{ ...queued, startedAt: null }], nextCursor: null });
    fireEvent.click(run);
    fireEvent.click(run);
    expect(await screen.findByText('Started. The run is listed above until it has ended.')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open the new run of checkout' })).toHaveAttribute(
      'href',
      paths.run('run-2')
    );
    expect(await screen.findByRole('list', { name: 'On https://shop.example' })).toHaveTextContent(
      /queued.*checkout.*manual, since 2026-11-20 09:59:58, the next one here/
    );
    expect(sidecar.asked('runLoadTest').map(({ path }) => path)).toEqual([{ name: 'checkout' }]);
  });

  it('is not possible where the catalogue does not let people, and says so', async () => {
    shows({ triggers: ['schedule'] });
    await open('Editor');
    const run = await button();
    expect(run).toBeDisabled();
    expect(run).toHaveAccessibleDescription(/its triggers in the catalogue lack "manual"/);
  });

  it.each([
    [403, undefined, /Your role in Grafana does not permit this/],
    [409, 'The catalogue does not let people start "checkout".', /does not let people start.*Things have changed/],
  ])('says why it was refused with %d, and reads the catalogue again', async (status, detail, said) => {
    shows({});
    await open('Editor');
    sidecar.refuses('runLoadTest', status, detail);
    fireEvent.click(await button());
    expect(await screen.findByRole('alert', { name: 'checkout was not started' })).toHaveTextContent(said);
    await waitFor(() => expect(sidecar.asked('listLoadTests')).toHaveLength(2));
  });
});

describe('running and queued', () => {
  const underWay = (id: string, overrides: Partial<Schemas['Run']>) =>
    aRun({ id, test: id, reporter: 'runner', status: 'queued', verdict: null, startedAt: null, ...overrides });
  beforeEach(() => shows());

  it('lists by target what runs, with its figures, and what waits in its order', async () => {
    const at = (minute: number) => `2026-11-20T10:0${minute}:00.000Z`;
    sidecar.answers('listRuns', {
      runs: [
        underWay('third', { announcedAt: at(4) }),
        underWay('second', { announcedAt: at(3), target: 'https://shop.example/other' }),
        underWay('verifying', { announcedAt: at(5), trigger: 'verification' }),
        underWay('elsewhere', { announcedAt: at(2), target: 'https://api.example' }),
        underWay('first', { announcedAt: at(1), startedAt: at(1), status: 'running' }),
      ],
      nextCursor: null,
    });
    const progress = { stage: 'running' as const, elapsedSeconds: 45, plannedSeconds: 60, virtualUsers: 10 };
    const figures = { iterations: 120, requests: 1234, p95ResponseTimeMs: 213, errorRate: 0, at: at(1) };
    sidecar.answers(
      'getRun',
      aRunDetail({ id: 'first', status: 'running', verdict: null, progress: { ...progress, ...figures } })
    );
    await open('Editor');
    const shop = within(await screen.findByRole('list', { name: 'On https://shop.example' }));
    expect(shop.getAllByRole('listitem').map((item) => within(item).getByRole('link').textContent)).toEqual([
      'first',
      'verifying',
      'second',
      'third',
    ]);
    expect(shop.getAllByText(/since/).map((element) => element.textContent)).toEqual([
      'schedule, since 2026-11-20 10:01:00',
      'verification, since 2026-11-20 10:05:00, after 1 other run',
      'schedule, since 2026-11-20 10:03:00, after 2 other runs',
      'schedule, since 2026-11-20 10:04:00, after 3 other runs',
    ]);
    expect(await shop.findByRole('progressbar')).toHaveAttribute('aria-valuetext', '45 s of 1 min');
    expect(shop.getByText('1,234')).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'On https://api.example' })).toHaveTextContent(/the next one here/);
    expect(screen.getAllByRole('button', { name: /^Stop the run/ })).toHaveLength(5);
    expect(sidecar.asked('listRuns')[0]?.query).toMatchObject({ status: ['queued', 'running', 'awaitingParts'] });
    expect(sidecar.asked('getRun').map(({ path }) => path)).toEqual([{ id: 'first' }]);
  });

  it('stops a run that waits, once it was confirmed', async () => {
    sidecar.answers('listRuns', { runs: [underWay('waiting', {})], nextCursor: null });
    sidecar.answers('stopRun', { runId: 'waiting', status: 'stopping' });
    await open('Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Stop the run: waiting' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Stop it' }));
    expect(await screen.findByText(/is told to stop/)).toBeInTheDocument();
    expect(sidecar.asked('stopRun').map(({ path }) => path)).toEqual([{ id: 'waiting' }]);
  });

  it('says that there is nothing, and shows viewers no button', async () => {
    await open();
    expect(await screen.findByText('No run is going on, and none waits.')).toBeInTheDocument();
  });
});

describe('without an answer, or with one of another version', () => {
  it('says that it is loading', async () => {
    sidecar.isSilent('listLoadTests');
    await open();
    expect(await screen.findByText('Loading the catalogue of load tests')).toBeInTheDocument();
  });

  it('says that the catalogue is empty', async () => {
    shows();
    await open();
    expect(await screen.findByText('The catalogue has no load test')).toBeInTheDocument();
  });

  it('says that the sidecar is away, part by part', async () => {
    sidecar.refuses('listLoadTests', 503);
    shows();
    sidecar.refuses('listRuns', 500, 'It is broken.');
    await open();
    expect(await screen.findByRole('alert', { name: 'Not available: the runs that are under way' })).toHaveTextContent(
      'It is broken.'
    );
    expect(screen.getByText('The catalogue has no load test')).toBeInTheDocument();
  });

  it('shows the words of a newer sidecar as they are, and says what it cannot read', async () => {
    sidecar.answersAnything('listLoadTests', {
      tests: [
        {
          ...aLoadTest(),
          triggers: ['schedule', 'chat'],
          lastRun: { id: 'run-1', verdict: 'doubtful', endedAt: '2026-11-20T02:01:32.000Z' },
          lastTick: { at: '2026-11-20T02:00:00.000Z', outcome: 'moved', reason: 'a holiday', runId: null },
          limits: 'strict',
          schedule: { rrule: 'FREQ=DAILY' },
        },
        { name: 7 },
      ],
    });
    await open();
    expect(await terms('checkout')).toMatchObject({
      'Last verdict': 'doubtful 2026-11-20 02:01:32',
      'Last time it was due': '2026-11-20 02:00:00 moved: a holiday',
      'Started by': 'schedule, chat, external reporters',
      'Passes with': 'cannot be read',
      Schedule: 'cannot be read',
    });
    expect(screen.getByRole('alert', { name: 'Not everything can be shown' })).toHaveTextContent(
      /limits, schedule; 1 entry of the list left out/
    );
  });

  it('does without the last verdict where the sidecar is older', async () => {
    const { lastRun: _left, ...older } = aLoadTest();
    sidecar.answersAnything('listLoadTests', { tests: [older] });
    await open();
    expect((await terms('checkout'))['Last verdict']).toBe('none yet');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
