import { screen, within } from '@testing-library/react';
import type { RunDetail, Schemas } from '../api/request';
import { paths } from '../constants';
import { type FakeSidecar, fakeSidecar } from './fakeSidecar';
import { renderApp } from './renderApp';
import { aDiagnosis, aRunDetail } from './run';

/** The address of the run that the tests of its page look at. */
export const page = paths.run('run-1');

/** A sidecar that knows no load test and has no evidence. */
export function emptySidecar(): FakeSidecar {
  const sidecar = fakeSidecar();
  sidecar.answers('listLoadTests', { tests: [] });
  sidecar.answers('getRunEvidence', { facts: [] });
  return sidecar;
}

/** Opens the page of a run that the sidecar knows. */
export async function openRun(
  sidecar: FakeSidecar,
  overrides: Partial<RunDetail> = {},
  role: 'Viewer' | 'Editor' | 'Admin' = 'Viewer'
) {
  sidecar.answers('getRun', aRunDetail(overrides));
  const rendered = await renderApp(page, { role });
  await screen.findByRole('heading', { name: 'Figures' });
  return rendered;
}

/** Every name of a list of terms on the page with its value. */
export function terms(): Record<string, string> {
  return Object.fromEntries(
    within(document.body)
      .getAllByRole('term')
      .map((term) => [term.textContent ?? '', term.nextElementSibling?.textContent ?? ''])
  );
}

/** A p95 limit that was crossed; a test overrides what it is about. */
export const threshold = (overrides: Partial<Schemas['Threshold']>): Schemas['Threshold'] => ({
  source: 'catalogue',
  metric: 'p95ResponseTimeMs',
  expression: 'p95 ≤ 500 ms',
  ok: false,
  limit: 500,
  value: 612.4,
  unit: 'ms',
  margin: 112.4,
  marginRatio: 0.2248,
  ...overrides,
});

/** A failed run with a diagnosis and an incident. */
export const failed: Partial<RunDetail> = {
  verdict: 'failed',
  reasons: [
    { code: 'p95Breach', text: 'p95 612 ms, limit 500 ms' },
    { code: 'checksFailed', text: '3 checks failed' },
  ],
  thresholds: [threshold({})],
  diagnosis: { ...aDiagnosis('actionRequired', 'The <b>database</b> is slow.'), evidenceIds: ['E3', 'E2'] },
  actionRequired: true,
  actionRequiredReason: 'the failure is persistent',
  incidentId: 'incident-1',
};
