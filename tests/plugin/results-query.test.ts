import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { openEmbedded } from '../../backend/src/db/database';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { storeRun } from '../../backend/src/testing/run-rows';
import { requiredColumns, namesOf, plainName, resultColumns } from '../../src/panels/load-test-results/columns';
import { fluxQuery } from '../../src/panels/load-test-results/fluxQuery';
import { judgedRuns } from './result-frames';

const now = new Date('2026-11-23T12:00:00Z');
let document: string;
beforeAll(async () => {
  document = await readFile(path.join(__dirname, '../../docs/grafana-app.md'), 'utf8');
});

/** The block of that language in the section about the panel. */
function block(language: string): string {
  const section = document.slice(document.indexOf('## The panel "Load test results"'));
  return new RegExp(`\`\`\`${language}\n([^\`]*)\n\`\`\``).exec(section)?.[1] ?? '';
}

it('is in docs/grafana-app.md as the panel itself offers it', () => {
  expect(block('flux')).toBe(fluxQuery);
});

it('for the Postgres of the sidecar gives columns that the panel knows, of the runs that count', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'results-'));
  await putEmptyRecords(folder);
  const records = await openEmbedded(folder);
  try {
    for (const run of judgedRuns(now)) {
      await storeRun(records.db, run);
    }
    const answer: unknown = await records.db.execute(block('sql').replace('$__timeFilter(ended_at)', 'true'));
    const { rows } = z.object({ rows: z.array(z.record(z.string(), z.unknown())) }).parse(answer);
    expect(rows.map((row) => row.run_id)).toEqual([
      'run-action-required',
      'run-errored',
      'run-passed',
      'run-fixed',
      'run-missed',
    ]);
    const known = new Set(resultColumns.flatMap(namesOf));
    const names = Object.keys(rows[0] ?? {}).map(plainName);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(requiredColumns.map(plainName)));
    expect(rows[3]).toMatchObject({ p95_limit_ms: '500', auto_fix_applied: true, auto_fix_outcome: 'fixed' });
    expect(rows[0]).toMatchObject({ reason: expect.stringContaining('above its limit'), action_required: true });
  } finally {
    await records.close();
    await rm(folder, { recursive: true });
  }
}, 180_000);
