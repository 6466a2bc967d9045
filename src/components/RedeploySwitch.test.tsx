import { fireEvent, screen, waitFor } from '@testing-library/react';
import type { Schemas } from '../api/request';
import { paths } from '../constants';
import { fakeSidecar, type FakeSidecar } from '../testing/fakeSidecar';
import { renderApp } from '../testing/renderApp';

const on: Schemas['RemediationSwitch'] = { off: false, reason: null, changedAt: null, changedBy: null };
const off: Schemas['RemediationSwitch'] = {
  off: true,
  reason: 'the provider is being moved',
  changedAt: '2026-11-20T11:00:00.000Z',
  changedBy: 'ada (Grafana, key plugin)',
};

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
  sidecar.answers('listIncidents', { incidents: [] });
  sidecar.answers('listLoadTests', { tests: [] });
  sidecar.answers('listRuns', { runs: [], nextCursor: null });
});

async function open(role: 'Viewer' | 'Editor' = 'Viewer') {
  const rendered = await renderApp(paths.results, { role });
  await screen.findByText('No load test has run yet');
  return rendered;
}

const warning = () => screen.findByText('Redeploys are switched off');

it('warns everybody while redeploys are switched off, with who, since when and why', async () => {
  sidecar.answers('getRemediationSwitch', off);
  await open();
  expect(await warning()).toBeInTheDocument();
  expect(screen.getByText(/^By ada \(Grafana, key plugin\)/)).toHaveTextContent(
    'By ada (Grafana, key plugin) since 2026-11-20 11:00:00: the provider is being moved'
  );
  expect(screen.queryByRole('button', { name: /switch/i })).not.toBeInTheDocument();
});

it('tells viewers that nobody has, without a button', async () => {
  sidecar.answers('getRemediationSwitch', on);
  await open();
  expect(await screen.findByText('Nobody has switched redeploys off.')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /switch/i })).not.toBeInTheDocument();
});

it.each([
  ['off', on, off, 'Switch redeploys off', /why they are switched off/i, 'Switch off', 'Redeploys are switched off'],
  ['on', off, on, 'Switch redeploys on again', /why they are switched on/i, 'Switch on', /Nobody has switched/],
] as const)('switches them %s with a reason', async (_, before, after, ask, label, submit, shown) => {
  sidecar.answers('getRemediationSwitch', before);
  sidecar.replies('setRemediationSwitch', () => after);
  await open('Editor');
  fireEvent.click(await screen.findByRole('button', { name: ask }));
  expect(screen.getByRole('button', { name: submit })).toBeDisabled();
  fireEvent.change(screen.getByLabelText(label), { target: { value: 'the provider is being moved' } });
  sidecar.answers('getRemediationSwitch', after);
  fireEvent.click(screen.getByRole('button', { name: submit }));
  expect(await screen.findByText(shown)).toBeInTheDocument();
  expect(sidecar.asked('setRemediationSwitch').map(({ body }) => body)).toEqual([
    { off: after.off, reason: 'the provider is being moved' },
  ]);
  await waitFor(() => expect(screen.queryByRole('button', { name: submit })).not.toBeInTheDocument());
});

it('says why they were not switched', async () => {
  sidecar.answers('getRemediationSwitch', on);
  sidecar.refuses('setRemediationSwitch', 503, 'The database does not answer now.');
  await open('Editor');
  fireEvent.click(await screen.findByRole('button', { name: 'Switch redeploys off' }));
  fireEvent.change(screen.getByLabelText(/why they are switched off/i), { target: { value: 'moved' } });
  fireEvent.click(screen.getByRole('button', { name: 'Switch off' }));
  expect(await screen.findByRole('alert', { name: 'Redeploys were not switched off' })).toHaveTextContent(
    'The database does not answer now.'
  );
  expect(screen.getByText('Nobody has switched redeploys off.')).toBeInTheDocument();
});

it('says that it is being asked, and that it is not known', async () => {
  sidecar.isSilent('getRemediationSwitch');
  const { unmount } = await open();
  expect(screen.getByText('Loading whether redeploys are switched off')).toBeInTheDocument();
  unmount();
  sidecar.refuses('getRemediationSwitch', 503, 'The database does not answer now.');
  await open();
  expect(await screen.findByText(/is not known: The database does not answer now\./)).toBeInTheDocument();
});

it('is not there with a sidecar that has none', async () => {
  sidecar.refuses('getRemediationSwitch', 404, 'There is no GET /api/v1/remediation/switch.');
  await open('Editor');
  await waitFor(() => expect(screen.queryByText(/redeploys/i)).not.toBeInTheDocument());
});

it('warns also where it cannot read who did it', async () => {
  sidecar.answersAnything('getRemediationSwitch', { off: true, changedBy: { login: 'ada' } });
  await open();
  expect(await warning()).toBeInTheDocument();
});
