import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { RunDetail, Schemas } from '../../api/request';
import { paths } from '../../constants';
import type { FakeSidecar } from '../../testing/fakeSidecar';
import { anIncident } from '../../testing/run';
import { emptySidecar, failed, openRun, terms } from '../../testing/runPage';

type Redeploy = Schemas['Incident']['redeploy'];

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = emptySidecar();
});

const open = (role: 'Viewer' | 'Editor' = 'Viewer', run: Partial<RunDetail> = {}) =>
  openRun(sidecar, { ...failed, ...run }, role);
const incidentWith = (redeploy: Partial<Redeploy>, incident: Partial<Schemas['Incident']> = {}) =>
  anIncident({ id: 'incident-1', ...incident, redeploy: { ...anIncident().redeploy, ...redeploy } });
const has = (redeploy: Partial<Redeploy>, incident: Partial<Schemas['Incident']> = {}) =>
  sidecar.answers('getIncident', incidentWith(redeploy, incident));
const title = () => screen.findByRole('heading', { name: 'Redeploy' });
const approve = () => screen.findByRole('button', { name: 'Approve the redeploy' });

describe('the redeploy of an incident', () => {
  it('is told with its deployment, the run that verifies it, its outcome and who approved it', async () => {
    has({
      approvedBy: 'ada (Grafana, key plugin)',
      state: 'fixed',
      deploymentId: 'dpl_2',
      deploymentState: 'live',
      liveAt: '2026-11-20T10:10:00.000Z',
      verificationRunId: 'run-2',
      outcome: 'fixed',
    });
    await open();
    await title();
    expect(terms()).toMatchObject({
      'State of the redeploy': 'over, it helped',
      'Approved by': 'ada (Grafana, key plugin)',
      'New deployment': 'dpl_2: in production',
      'In production since': '2026-11-20 10:10:00',
      Outcome: 'fixed it',
    });
    expect(screen.getByRole('link', { name: 'the run after it' })).toHaveAttribute('href', paths.run('run-2'));
  });

  it('says on the page of the run that verifies it that it is this one', async () => {
    has({ state: 'live', verificationRunId: 'run-1' });
    await open();
    await title();
    expect(terms()['Verified by']).toBe('this run');
  });

  it.each<[Partial<Redeploy>, string]>([
    [{}, 'none'],
    [{ canBeApproved: true }, 'waits for the decision of a person'],
    [{ rejectedBy: 'ada' }, 'decided against'],
    [{ state: 'planned' }, 'planned, not sent yet'],
    [{ state: 'redeployed', deploymentId: 'dpl_2', deploymentState: 'building' }, 'sent, not in production yet'],
    [{ state: 'notSent', reason: 'a person has switched it off' }, 'not made'],
  ])('says how it stands: %j', async (redeploy, text) => {
    has(redeploy);
    await open();
    await title();
    expect(terms()['State of the redeploy']).toBe(text);
    expect(terms().Why).toBe(redeploy.reason ?? undefined);
  });

  it('shows the words of a newer sidecar as they are', async () => {
    const newer = { state: 'rollingOut', deploymentId: 'dpl_2', deploymentState: 'halfLive', outcome: 'better' };
    const incident = anIncident({ id: 'incident-1' });
    sidecar.answersAnything('getIncident', { ...incident, redeploy: { ...incident.redeploy, ...newer } });
    await open();
    await title();
    expect(terms()).toMatchObject({
      'State of the redeploy': 'rollingOut',
      'New deployment': 'dpl_2: halfLive',
      Outcome: 'better',
    });
  });

  it('is not there with a sidecar that does not tell of it, and costs nothing else where it cannot be read', async () => {
    const { redeploy: _, ...older } = anIncident({ id: 'incident-1' });
    sidecar.answersAnything('getIncident', older);
    const { unmount } = await open('Editor');
    await screen.findByRole('list', { name: 'Timeline of the incident' });
    expect(screen.queryByRole('heading', { name: 'Redeploy' })).not.toBeInTheDocument();
    unmount();
    sidecar.answersAnything('getIncident', { ...older, redeploy: { canBeApproved: 'perhaps' } });
    await open('Editor');
    expect((await title()).parentElement).toHaveTextContent('cannot be read');
    expect(screen.queryByRole('button', { name: /redeploy|against/i })).not.toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'Timeline of the incident' })).toBeInTheDocument();
  });
});

describe('the decision about a redeploy', () => {
  it('is not for viewers, and not offered where there is none', async () => {
    has({ canBeApproved: true });
    const { unmount } = await open('Viewer', { redeployGuard: 'sameFailure' });
    await title();
    expect(screen.queryByRole('button', { name: /redeploy|against/i })).not.toBeInTheDocument();
    unmount();
    has({ canBeApproved: false });
    await open('Editor');
    await title();
    expect(screen.queryByRole('button', { name: /redeploy|against/i })).not.toBeInTheDocument();
  });

  it('approves it once it was confirmed, and shows by itself what became of it', async () => {
    const approved = incidentWith({ state: 'planned', approvedBy: 'ada' });
    has({ canBeApproved: true });
    sidecar.replies('approveRedeploy', () => approved);
    await open('Editor');
    fireEvent.click(await approve());
    expect(await screen.findByRole('dialog')).toHaveTextContent(/built again.*banner stays until that run has passed/);
    fireEvent.click(screen.getByRole('button', { name: 'Not now' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(sidecar.asked('approveRedeploy')).toEqual([]);

    fireEvent.click(await approve());
    const confirm = await screen.findByRole('button', { name: 'Redeploy' });
    sidecar.answers('getIncident', approved);
    fireEvent.click(confirm);
    expect(await screen.findByText('Approved. The banner stays until a run has passed.')).toBeInTheDocument();
    await waitFor(() => expect(terms()['Approved by']).toBe('ada'));
    expect(sidecar.asked('approveRedeploy')).toMatchObject([{ path: { id: 'incident-1' }, body: {} }]);
    expect(screen.queryByRole('button', { name: /^(approve|decide)/i })).not.toBeInTheDocument();
  });

  it('says which rule refuses, and can be tried again', async () => {
    has({ canBeApproved: true });
    sidecar.refuses('approveRedeploy', 409, 'No redeploy: the run ended more than 24 hours ago.');
    await open('Editor');
    fireEvent.click(await approve());
    fireEvent.click(await screen.findByRole('button', { name: 'Redeploy' }));
    const alert = await screen.findByRole('alert', { name: 'The redeploy was not approved' });
    expect(alert).toHaveTextContent('No redeploy: the run ended more than 24 hours ago.');
    expect(alert).not.toHaveTextContent(/things have changed/i);
    await waitFor(() => expect(sidecar.asked('getIncident').length).toBeGreaterThan(1));
    expect(await approve()).toBeEnabled();
  });

  it('decides against it with a reason', async () => {
    const rejected = incidentWith({ rejectedBy: 'ada' });
    has({ canBeApproved: true });
    sidecar.replies('rejectRedeploy', () => rejected);
    await open('Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Decide against it' }));
    const submit = screen.getByRole('button', { name: 'No redeploy' });
    expect(submit).toBeDisabled();
    fireEvent.change(screen.getByLabelText(/why it is not redeployed/i), {
      target: { value: ' the provider is down ' },
    });
    sidecar.answers('getIncident', rejected);
    fireEvent.click(submit);
    expect(await screen.findByText('Decided: this incident is not redeployed.')).toBeInTheDocument();
    await waitFor(() => expect(terms()['Decided against by']).toBe('ada'));
    expect(sidecar.asked('rejectRedeploy').map(({ body }) => body)).toEqual([{ reason: 'the provider is down' }]);
  });

  it('says that somebody was faster', async () => {
    has({ canBeApproved: true });
    sidecar.refuses('rejectRedeploy', 409, 'The incident has had its redeploy.');
    await open('Editor');
    fireEvent.click(await screen.findByRole('button', { name: 'Decide against it' }));
    fireEvent.change(screen.getByLabelText(/why it is not redeployed/i), { target: { value: 'none' } });
    fireEvent.click(screen.getByRole('button', { name: 'No redeploy' }));
    expect(await screen.findByRole('alert', { name: 'The decision was not stored' })).toHaveTextContent(
      'The incident has had its redeploy. Things have changed'
    );
  });
});

describe('a failure that came again', () => {
  const permit = { name: 'Permit a redeploy for this failure again' };

  it('may be permitted again, with a reason', async () => {
    has({ canBeApproved: true });
    sidecar.answers('resetBreaker', {
      test: 'checkout',
      resetAt: '2026-11-20T11:00:00.000Z',
      resetBy: 'ada',
      reason: 'mended',
    });
    await open('Editor', { redeployGuard: 'sameFailure' });
    fireEvent.click(await screen.findByRole('button', permit));
    fireEvent.change(screen.getByLabelText(/why it may be redeployed again/i), { target: { value: 'mended' } });
    fireEvent.click(screen.getByRole('button', { name: 'Permit it' }));
    expect(await screen.findByText(/^Permitted\./)).toBeInTheDocument();
    expect(sidecar.asked('resetBreaker')).toMatchObject([{ path: { name: 'checkout' }, body: { reason: 'mended' } }]);
    expect(screen.queryByRole('button', permit)).not.toBeInTheDocument();
  });

  it('is not permitted where the catalogue no longer has the load test', async () => {
    has({});
    sidecar.refuses('resetBreaker', 404, 'The catalogue has no load test "checkout".');
    await open('Editor', { redeployGuard: 'sameFailure' });
    fireEvent.click(await screen.findByRole('button', permit));
    fireEvent.change(screen.getByLabelText(/why it may be redeployed again/i), { target: { value: 'mended' } });
    fireEvent.click(screen.getByRole('button', { name: 'Permit it' }));
    expect(await screen.findByRole('alert', { name: 'It was not permitted' })).toHaveTextContent(/has no load test/);
  });

  it.each<[string, Partial<RunDetail>, Partial<Schemas['Incident']>]>([
    ['another rule has refused', { redeployGuard: 'coolDown' }, {}],
    ['the incident is over', { redeployGuard: 'sameFailure' }, { resolvedAt: '2026-11-20T11:00:00.000Z' }],
  ])('has nothing to permit where %s', async (_, run, incident) => {
    has({}, incident);
    await open('Editor', run);
    await title();
    expect(screen.queryByRole('button', permit)).not.toBeInTheDocument();
  });
});
