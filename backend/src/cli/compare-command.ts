import { z } from 'zod';
import { formatMs, formatPercent } from '../lib/figures';
import { createClient } from './client';
import type { CliContext } from './context';
import { sayerOf } from './output';
import type { Connection } from './settings';
import { writeList } from './table';

const differenceSchema = z.looseObject({
  base: z.number().nullable(),
  run: z.number().nullable(),
  change: z.number().nullable(),
  noise: z.string().nullable(),
});
type Difference = z.infer<typeof differenceSchema>;
const differences = {
  p95ResponseTimeMs: differenceSchema,
  avgResponseTimeMs: differenceSchema,
  errorRate: differenceSchema,
};
const comparisonSchema = z.looseObject({
  unlike: z.array(z.string()),
  figures: z.looseObject(differences),
  endpoints: z.array(z.looseObject({ name: z.string(), method: z.string(), statusClass: z.string(), ...differences })),
});

/** `loadtests compare`: two runs side by side, and what of it is noise. */
export async function compareRuns(
  connection: Connection,
  { base, run }: { readonly base: string; readonly run: string },
  context: CliContext
): Promise<number> {
  const { read } = createClient(connection, context, 'read');
  const path = `/api/v1/runs/compare?base=${encodeURIComponent(base)}&run=${encodeURIComponent(run)}`;
  const comparison = await read(path, comparisonSchema, `${base} and ${run} cannot be compared`);
  const { figures, endpoints, unlike } = comparison;
  writeList(context, connection, {
    json: comparison,
    items: [
      row('p95', formatMs, figures.p95ResponseTimeMs),
      row('average', formatMs, figures.avgResponseTimeMs),
      row('error rate', formatPercent, figures.errorRate),
      ...endpoints.map(({ method, name, statusClass, p95ResponseTimeMs }) =>
        row(`p95 of ${method} ${name} (${statusClass})`, formatMs, p95ResponseTimeMs)
      ),
    ],
    empty: 'there is nothing to compare',
    heads: ['FIGURE', 'BASE', 'RUN', 'CHANGE', 'NOISE'],
    row: (cells) => cells,
  });
  if (unlike.length > 0) {
    sayerOf(context)(`the two are not alike: ${unlike.join(', ')}`);
  }
  return 0;
}

function row(
  name: string,
  format: (value: number | null) => string,
  { base, run, change, noise }: Difference
): string[] {
  const changed = change === null ? '-' : `${change < 0 ? '-' : '+'}${formatPercent(Math.abs(change))}`;
  return [name, format(base), format(run), changed, noise ?? 'no'];
}
