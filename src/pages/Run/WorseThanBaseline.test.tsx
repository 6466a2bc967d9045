import { screen } from '@testing-library/react';
import type { RunDetail } from '../../api/request';
import { paths } from '../../constants';
import type { FakeSidecar } from '../../testing/fakeSidecar';
import { emptySidecar, openRun } from '../../testing/runPage';

let sidecar: FakeSidecar;
beforeEach(() => {
  sidecar = emptySidecar();
});
const open = (overrides: Partial<RunDetail>) => openRun(sidecar, overrides);

describe('a run that is worse than its baseline', () => {
  const regression = {
    mode: 'warn' as const,
    baselineRunId: 'run-0',
    isPinned: false,
    findings: [],
    hasEndpoints: true,
    text: 'worse than run run-0, the last passed one that may be compared with it: p95 340 ms instead of 250 ms (+36 %)',
  };

  it('says by what, though it passed, and leads to both side by side', async () => {
    await open({ regression });
    expect(await screen.findByText(/^It is worse than run run-0, .*\(\+36 %\)\./)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Compare the two runs' })).toHaveAttribute(
      'href',
      paths.compare({ base: 'run-0', run: 'run-1' })
    );
  });

  it('says it once where that is why it failed', async () => {
    await open({ verdict: 'failed', reasons: [{ code: 'regression', text: regression.text }], regression });
    expect(await screen.findByRole('link', { name: 'Compare the two runs' })).toBeInTheDocument();
    expect(screen.getAllByText(/worse than run run-0/)).toHaveLength(1);
  });
});
