import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runK6, scripts } from '../../monitor/k6-process';
import type { TestInflux } from './influx';

const summarySchema = z.object({ metrics: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** A run that a real k6 has made and streamed. */
export interface StreamedRun {
  readonly id: string;
  /** A field of a metric in k6's own summary (`--summary-export`). @throws Error where it has no such number. */
  summary(metric: string, field: string): number;
}

/** Runs the fixture `shop.js` to its end: some 90 requests in 3 s. */
export async function streamRun(influx: TestInflux, k6Bin: string, id: string, target: string): Promise<StreamedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'dashboards-'));
  try {
    const file = join(folder, 'summary.json');
    const tags = ['--tag', `testid=${id}`, '--tag', 'instance=0'];
    const args = [...tags, '-e', `TARGET=${target}`, '--summary-export', file, ...influx.k6Output.args];
    const { exitCode, stderr } = await runK6(k6Bin, [...args, join(scripts, 'shop.js')], influx.k6Output.env);
    if (exitCode !== 0 || stderr.includes("Couldn't write stats")) {
      throw new Error(`k6 ended with ${exitCode}: ${stderr}`);
    }
    const { metrics } = summarySchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return { id, summary: (metric, field) => z.number().parse(metrics[metric]?.[field]) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
