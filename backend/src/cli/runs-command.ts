import { z } from 'zod';
import { formatDuration, formatErrorRate, formatInstant, formatMs } from '../lib/figures';
import { createClient } from './client';
import { exitCodes, type CliContext } from './context';
import { sayerOf, withoutControls, writeJson, writeLabelled } from './output';
import type { Connection } from './settings';
import { writeList } from './table';

const figure = z.number().nullable();
const runSchema = z.looseObject({
  id: z.string(),
  test: z.string(),
  target: z.string(),
  environment: z.string(),
  status: z.string(),
  verdict: z.string().nullable(),
  counts: z.boolean(),
  countsReason: z.string().nullable(),
  announcedAt: z.iso.datetime().nullable(),
  durationSeconds: figure,
  requests: figure,
  errorRate: figure,
  errorRateSamples: figure.optional(),
  p95ResponseTimeMs: figure,
  reasons: z.array(z.looseObject({ text: z.string() })),
  diagnosis: z.looseObject({ text: z.string() }).nullable(),
  regression: z.looseObject({ text: z.string() }).nullish(),
  actionRequired: z.boolean(),
  actionRequiredReason: z.string().nullable(),
  runUrl: z.string().nullable(),
  /** Only of a single run. */
  instances: z.array(z.looseObject({ instance: z.string(), logTail: z.array(z.string()) })).optional(),
});
type Run = z.infer<typeof runSchema>;
const runsSchema = z.looseObject({ runs: z.array(runSchema) });

export interface RunsQuery {
  readonly test?: string;
  readonly verdict?: string;
  readonly limit: number;
}

/** `loadtests runs`: the newest runs. */
export async function listRuns(connection: Connection, query: RunsQuery, context: CliContext): Promise<number> {
  const { read } = createClient(connection, context, 'read');
  const { test, verdict, limit } = query;
  const asked = Object.entries({ test, verdict, limit: String(limit) }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  );
  const { runs } = await read(`/api/v1/runs?${asked.join('&')}`, runsSchema, 'the runs cannot be listed');
  writeList(context, connection, {
    json: { runs },
    items: runs,
    empty: 'there are no such runs yet',
    heads: ['ANNOUNCED', 'VERDICT', 'COUNTS', 'P95', 'ERRORS', 'RUN'],
    row: (run) => [
      instant(run.announcedAt),
      run.verdict ?? run.status,
      run.counts ? 'yes' : 'no',
      formatMs(run.p95ResponseTimeMs),
      errors(run),
      run.id,
    ],
  });
  return 0;
}

/** `loadtests show`: one run, with why it was judged so. */
export async function showRun(connection: Connection, id: string, context: CliContext): Promise<number> {
  const run = await readRun(connection, id, context);
  if (connection.json) {
    writeJson(context, run);
    return 0;
  }
  const lines: Array<[string, string | null]> = [
    ['run', run.id],
    ['load test', `${run.test} on ${run.target} (${run.environment})`],
    ['announced', instant(run.announcedAt)],
    ['verdict', run.verdict ?? `none yet: ${run.status}`],
    ...run.reasons.map(({ text }): [string, string] => ['', text]),
    ['counts', run.counts ? 'yes' : `no: ${run.countsReason ?? 'the monitor does not say why'}`],
    ['duration', formatDuration(run.durationSeconds)],
    ['p95', formatMs(run.p95ResponseTimeMs)],
    ['errors', errors(run)],
    ['baseline', run.regression?.text === '' ? null : (run.regression?.text ?? null)],
    ['diagnosis', run.diagnosis?.text ?? null],
    ['to do', run.actionRequired ? (run.actionRequiredReason ?? 'a person is needed') : null],
    ['see', run.runUrl],
  ];
  lines.forEach(([name, text]) => {
    if (text !== null) {
      writeLabelled(context, name.padEnd(9), text);
    }
  });
  const logs = (run.instances ?? []).filter(({ logTail }) => logTail.length > 0);
  for (const { instance, logTail } of logs) {
    context.stdout.write(`\nk6's log${logs.length === 1 ? '' : ` of instance ${instance}`}:\n`);
    logTail.forEach((line) => context.stdout.write(`  ${withoutControls(line)}\n`));
  }
  return 0;
}

/** `loadtests open`: the link to a run's page for a browser. */
export async function linkOf(connection: Connection, id: string, context: CliContext): Promise<number> {
  const { runUrl } = await readRun(connection, id, context);
  if (connection.json) {
    writeJson(context, { runId: id, url: runUrl });
  } else if (runUrl !== null) {
    context.stdout.write(`${runUrl}\n`);
  }
  if (runUrl === null) {
    sayerOf(context)(
      `there is no page for a browser: none of the monitor's GRAFANA_URL, GRAFANA_PUBLIC_URL and PUBLIC_URL is set; see "loadtests show ${id}"`
    );
  }
  return runUrl === null ? exitCodes.notDone : 0;
}

function readRun(connection: Connection, id: string, context: CliContext): Promise<Run> {
  const { read } = createClient(connection, context, 'read');
  return read(`/api/v1/runs/${encodeURIComponent(id)}`, runSchema, `run ${id} cannot be shown`);
}

function errors({ errorRate, errorRateSamples }: Run): string {
  return formatErrorRate(errorRate, errorRateSamples ?? null);
}

function instant(at: string | null): string {
  return at === null ? '-' : formatInstant(new Date(at));
}
