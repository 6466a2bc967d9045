import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import type { RunDetail, Schemas } from '../../api/request';
import { paths } from '../../constants';
import type { FakeSidecar } from '../../testing/fakeSidecar';
import { anIncident, aRunDetail } from '../../testing/run';
import { aTrend } from '../../testing/trend';
import { emptySidecar, failed, openRun, terms } from '../../testing/runPage';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = emptySidecar();
});

const shows = (overrides: Partial<RunDetail> = {}) => sidecar.answers('getRun', aRunDetail(overrides));
const open = (overrides: Partial<RunDetail>, role?: 'Editor') => openRun(sidecar, overrides, role);
const aLoadTest = (name: string) => ({ name }) as Schemas['LoadTest'];

describe('actions', () => {
  const running: Partial<RunDetail> = {
    verdict: null,
    reasons: [],
    status: 'running',
    reporter: 'runner',
    endedAt: null,
  };
  beforeEach(() => {
    sidecar.answers('listLoadTests', { tests: [aLoadTest('checkout')] });
    sidecar.answers('getIncident', anIncident({ id: 'incident-1' }));
  });

  it('are not there for viewers', async () => {
    await open({ ...failed, ...running, diagnosis: failed.diagnosis ?? null });
    await screen.findByRole('list', { name: 'Timeline of the incident' });
    for (const name of [/^run .* again/i, /stop/i, /acknowledge/i, /close/i, /feedback/i]) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });

  it('runs the load test again, once, and leads to the new run', async () => {
    sidecar.answers('runLoadTest', { id: 'run-2', status: 'queued' });
    const { location } = await open({}, 'Editor');
    const again = await screen.findByRole('button', { name: 'Run checkout again' });
    sidecar.answers('getRun', aRunDetail({ id: 'run-2', verdict: null, reasons: [], status: 'queued' }));
    fireEvent.click(again);
    fireEvent.click(again);
    expect(await screen.findByText('Started. This page shows the new run.')).toBeInTheDocument();
    expect(location()).toBe(paths.run('run-2'));
    expect(sidecar.asked('runLoadTest').map(({ path }) => path)).toEqual([{ name: 'checkout' }]);
  });

  it('pins the run as the baseline of its load test, and takes it off again', async () => {
    sidecar.answers('getTrend', aTrend());
    sidecar.answers('pinBaseline', { test: 'checkout', pinned: { runId: 'run-1', pinnedBy: 'Ada', pinnedAt: '' } });
    await open({}, 'Editor');
    const pin = await screen.findByRole('button', { name: 'Pin as the baseline' });
    sidecar.answers('getTrend', aTrend({ pinned: { runId: 'run-1', pinnedBy: 'Ada', pinnedAt: '', unlike: [] } }));
    fireEvent.click(pin);
    expect(await screen.findByText(/judged from now on are held against this one/)).toBeInTheDocument();
    sidecar.answers('pinBaseline', { test: 'checkout', pinned: null });
    fireEvent.click(await screen.findByRole('button', { name: 'Unpin as the baseline' }));
    expect(await screen.findByText(/held against the last passed one again/)).toBeInTheDocument();
    expect(sidecar.asked('pinBaseline').map(({ body }) => body)).toEqual([{ runId: 'run-1' }, { runId: null }]);
  });

  it('does not offer to pin a run that no other may be held against', async () => {
    sidecar.answers('getTrend', aTrend());
    await open({ trigger: 'verification' }, 'Editor');
    await screen.findByRole('button', { name: 'Run checkout again' });
    expect(screen.queryByRole('button', { name: 'Pin as the baseline' })).not.toBeInTheDocument();
  });

  it('says why no new run was started, and offers none that the catalogue does not have', async () => {
    sidecar.refuses('runLoadTest', 409, 'The sidecar is shutting down.');
    const { unmount } = await open({}, 'Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Run checkout again' }));
    expect(await screen.findByRole('alert', { name: 'No new run was started' })).toHaveTextContent(/is shutting down/);
    unmount();

    sidecar.answers('listLoadTests', { tests: [aLoadTest('search')] });
    await open({}, 'Editor');
    expect(await screen.findByText(/catalogue has no load test of this name/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^run .* again/i })).not.toBeInTheDocument();
  });

  it('stops a run only after it was confirmed', async () => {
    sidecar.answers('stopRun', { runId: 'run-1', status: 'stopping' });
    await open(running, 'Editor');
    fireEvent.click(screen.getByRole('button', { name: 'Stop the run' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Let it run' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(sidecar.asked('stopRun')).toEqual([]);

    fireEvent.click(screen.getByRole('button', { name: 'Stop the run' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Stop it' }));
    expect(await screen.findByText(/is told to stop/)).toBeInTheDocument();
    expect(sidecar.asked('stopRun')).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Stopping' })).toBeDisabled();
  });

  it('explains that a run could not be stopped any more, and reads it again', async () => {
    sidecar.refuses('stopRun', 409, 'Run "run-1" is not running (status: judging).');
    await open(running, 'Editor');
    fireEvent.click(screen.getByRole('button', { name: 'Stop the run' }));
    const confirm = await screen.findByRole('button', { name: 'Stop it' });
    shows();
    fireEvent.click(confirm);
    const alert = await screen.findByRole('alert', { name: 'The run was not stopped' });
    expect(alert).toHaveTextContent(/is not running \(status: judging\).*things have changed/i);
    expect(await screen.findByText('Passed: Every limit was kept.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /stop/i })).not.toBeInTheDocument();
  });

  it('offers to stop neither a run that has ended nor one of somebody else', async () => {
    const { unmount } = await open({}, 'Editor');
    expect(screen.queryByRole('button', { name: /stop/i })).not.toBeInTheDocument();
    unmount();
    await open({ ...running, reporter: 'cli' }, 'Editor');
    expect(screen.queryByRole('button', { name: /stop/i })).not.toBeInTheDocument();
    expect(screen.getByText(/stopped where it was started/)).toBeInTheDocument();
  });

  it('acknowledges the incident with a comment, and says that the banner stays', async () => {
    const acknowledged = anIncident({
      id: 'incident-1',
      acknowledgedAt: '2026-11-20T10:05:00.000Z',
      acknowledgedBy: 'Ada',
    });
    sidecar.replies('acknowledgeIncident', () => acknowledged);
    await open(failed, 'Editor');
    fireEvent.change(await screen.findByLabelText(/comment for the timeline/i), { target: { value: ' looking ' } });
    const button = screen.getByRole('button', { name: 'Acknowledge' });
    sidecar.answers('getIncident', acknowledged);
    fireEvent.click(button);
    fireEvent.click(button);
    expect(await screen.findByText('Acknowledged. The banner stays until a run passes.')).toBeInTheDocument();
    await waitFor(() => expect(terms().Acknowledged).toBe('2026-11-20 10:05:00 by Ada'));
    expect(sidecar.asked('acknowledgeIncident').map(({ body }) => body)).toEqual([{ comment: 'looking' }]);
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).not.toBeInTheDocument();
  });

  it('explains that an incident was resolved meanwhile', async () => {
    sidecar.refuses('acknowledgeIncident', 409, 'The incident is resolved.');
    await open(failed, 'Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    const alert = await screen.findByRole('alert', { name: 'The incident was not acknowledged' });
    expect(alert).toHaveTextContent('The incident is resolved. Things have changed');
    expect(sidecar.asked('acknowledgeIncident')[0]?.body).toEqual({});
  });

  it('offers no acknowledging of what is resolved', async () => {
    sidecar.answers(
      'getIncident',
      anIncident({
        id: 'incident-1',
        state: 'resolved',
        resolvedAt: '2026-11-20T11:00:00.000Z',
        resolvedByRunId: 'run-9',
      })
    );
    await open(failed, 'Editor');
    expect(await screen.findByRole('link', { name: 'by the run that passed' })).toHaveAttribute(
      'href',
      paths.run('run-9')
    );
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).not.toBeInTheDocument();
  });

  it('closes the incident with a reason, after it was asked twice, and shows who did', async () => {
    const closed = anIncident({
      id: 'incident-1',
      state: 'closed',
      resolvedAt: '2026-11-20T11:00:00.000Z',
      timeline: [
        { at: '2026-11-20T11:00:00.000Z', kind: 'closed', text: 'gone from the catalogue', runId: null, actor: 'Ada' },
      ],
    });
    sidecar.replies('closeIncident', () => closed);
    await open(failed, 'Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Close without a passed run' }));
    fireEvent.click(screen.getByRole('button', { name: 'Keep it open' }));
    expect(screen.queryByRole('button', { name: 'Close the incident' })).not.toBeInTheDocument();

    fireEvent.click(screen.getByRole('button', { name: 'Close without a passed run' }));
    const button = screen.getByRole('button', { name: 'Close the incident' });
    expect(button).toBeDisabled();
    fireEvent.change(screen.getByLabelText(/why it is closed/i), { target: { value: ' gone from the catalogue ' } });
    sidecar.answers('getIncident', closed);
    fireEvent.click(button);
    fireEvent.click(button);
    expect(await screen.findByText('Closed. The banner no longer shows it.')).toBeInTheDocument();
    expect(await screen.findByText('incident: closed by a person')).toBeInTheDocument();
    expect(sidecar.asked('closeIncident').map(({ body }) => body)).toEqual([{ reason: 'gone from the catalogue' }]);
    expect(screen.queryByRole('button', { name: /^close/i })).not.toBeInTheDocument();
  });

  it('explains why an incident was not closed', async () => {
    sidecar.refuses('closeIncident', 409, 'The incident is resolved.');
    await open(failed, 'Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Close without a passed run' }));
    fireEvent.change(screen.getByLabelText(/why it is closed/i), { target: { value: 'none' } });
    fireEvent.click(screen.getByRole('button', { name: 'Close the incident' }));
    const alert = await screen.findByRole('alert', { name: 'The incident was not closed' });
    expect(alert).toHaveTextContent('The incident is resolved. Things have changed');
  });

  it('takes feedback with the actual cause, and shows what was given', async () => {
    const given = {
      correct: false,
      actualCause: 'a noisy neighbour',
      givenBy: 'Ada',
      givenAt: '2026-11-20T11:00:00.000Z',
    };
    sidecar.replies('giveFeedback', () => given);
    await open(failed, 'Editor');
    expect(screen.getByText('Nobody has said so yet.')).toBeInTheDocument();
    fireEvent.click(screen.getByRole('radio', { name: 'No' }));
    fireEvent.change(screen.getByLabelText(/what was the cause/i), { target: { value: 'a noisy neighbour' } });
    shows({ ...failed, feedback: [given] });
    fireEvent.click(screen.getByRole('button', { name: 'Send feedback' }));
    const list = await screen.findByRole('list', { name: 'Feedback given' });
    expect(list).toHaveTextContent('Not right: a noisy neighbour (Ada, 2026-11-20 11:00:00)');
    expect(sidecar.asked('giveFeedback').map(({ body }) => body)).toEqual([
      { correct: false, actualCause: 'a noisy neighbour' },
    ]);
  });

  it('says why feedback was not stored', async () => {
    sidecar.refuses('giveFeedback', 409, 'The run has no diagnosis.');
    await open(failed, 'Editor');
    fireEvent.click(screen.getByRole('radio', { name: 'Yes' }));
    await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Send feedback' })));
    expect(await screen.findByRole('alert', { name: 'The feedback was not stored' })).toHaveTextContent(
      /has no diagnosis/
    );
  });
});
