import { screen, within } from '@testing-library/react';
import { paths } from '../../constants';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { renderApp } from '../../testing/renderApp';
import { aRun } from '../../testing/run';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = fakeSidecar();
  sidecar.answers('listIncidents', { incidents: [] });
  sidecar.answers('listLoadTests', { tests: [] });
});

const open = () => renderApp(paths.results);

/** The cells of a row by the name of their column. */
async function cells(row: number): Promise<Record<string, string>> {
  const table = await screen.findByRole('table');
  const names = within(table).getAllByRole('columnheader');
  const values = within(within(table).getAllByRole('row')[row + 1]!).getAllByRole('cell');
  return Object.fromEntries(names.map((name, index) => [name.textContent ?? '', values[index]?.textContent ?? '']));
}

describe('with an answer of a newer sidecar', () => {
  const show = async (...runs: unknown[]) => {
    sidecar.answersAnything('listRuns', { runs: [...runs, aRun({ id: 'run-1' })], nextCursor: null });
    await open();
  };

  it.each([
    ['verdict', { verdict: 'doubtful' }, { 'Pass/fail': 'doubtfulEvery limit was kept.' }],
    ['status', { verdict: null, status: 'warmingUp' }, { 'Pass/fail': 'warmingUp' }],
    ['trigger', { trigger: 'chat' }, { 'Pass/fail': 'passed' }],
    [
      'outcome and action',
      { autoFixApplied: { action: 'rollback', outcome: 'halfFixed' } },
      { 'Auto-fix applied': 'Yes: rollback, halfFixed' },
    ],
    ['word that every object knows', { verdict: 'constructor' }, { 'Pass/fail': 'constructorEvery limit was kept.' }],
    ['field', { weather: { kind: 'rain' } }, { 'Pass/fail': 'passed' }],
  ])('shows an unknown %s as it is', async (_, news, shown) => {
    await show({ ...aRun({ id: 'run-2' }), ...news });
    expect(await cells(0)).toMatchObject(shown);
    expect(await cells(1)).toMatchObject({ 'Pass/fail': 'passed' });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says which fields are missing, and shows the others and the other runs', async () => {
    const { p95ResponseTimeMs: _left, ...missing } = aRun({ id: 'run-2', test: 'search' });
    await show({ ...missing, errorRate: '0.1', autoFixApplied: { action: 'redeploy' } });
    expect(await cells(0)).toMatchObject({
      'Load test': 'searchproduction',
      'p95 response time': 'cannot be read',
      'Error rate': 'cannot be read',
      'Auto-fix applied': 'cannot be read',
      'Average response time': '120 ms',
      'Pass/fail': 'passed',
    });
    expect(await cells(1)).toMatchObject({ 'p95 response time': '213 ms', 'Error rate': '0 %' });
    expect(screen.getByRole('alert')).toHaveTextContent(/autoFixApplied, errorRate, p95ResponseTimeMs.*same version/);
  });

  it('leaves out only what is no run at all, and says so', async () => {
    await show(null, 'run', { id: 7 });
    expect(await cells(0)).toMatchObject({ 'Load test': 'checkoutproduction' });
    expect(screen.getByRole('alert')).toHaveTextContent(/3 entries of the list left out/);
  });

  it('does not say that no load test has run when it can read none', async () => {
    sidecar.answersAnything('listRuns', { runs: [{}], nextCursor: null });
    await open();
    expect(await screen.findByRole('alert')).toHaveTextContent(/1 entry of the list left out/);
    expect(screen.queryByText(/no load test has run yet/i)).not.toBeInTheDocument();
  });
});
