import { z } from 'zod';
import { formatInstant, formatLimit } from '../lib/figures';
import { createClient } from './client';
import type { CliContext } from './context';
import { sayerOf, writeJson } from './output';
import type { Connection } from './settings';
import { writeList } from './table';
import { waitAndTell } from './wait';
import { watch } from './watch';

const testsSchema = z.looseObject({
  tests: z.array(
    z.looseObject({
      name: z.string(),
      target: z.string(),
      environment: z.string(),
      limits: z.looseObject({ errorRate: z.number(), p95ResponseTimeMs: z.number().nullable() }),
      nextRunAt: z.iso.datetime().nullish(),
      scriptProblem: z.string().nullish(),
    })
  ),
});
const startedSchema = z.looseObject({ id: z.string(), status: z.string() });

/** `loadtests tests`: the load tests of the monitor's catalogue. */
export async function listTests(connection: Connection, context: CliContext): Promise<number> {
  const client = createClient(connection, context, 'read');
  const { tests } = await client.read('/api/v1/tests', testsSchema, 'the load tests cannot be listed');
  writeList(context, connection, {
    json: { tests },
    items: tests,
    empty: 'the catalogue has no load tests; they stand in k6/loadtests.yaml, or where LOADTESTS_FILE says',
    heads: ['LOAD TEST', 'ENVIRONMENT', 'P95', 'ERRORS', 'NEXT RUN', 'TARGET'],
    row: ({ name, environment, target, limits, nextRunAt }) => [
      name,
      environment,
      formatLimit(limits.p95ResponseTimeMs, 'ms'),
      formatLimit(limits.errorRate, 'fraction'),
      nextRunAt ? formatInstant(new Date(nextRunAt)) : '-',
      target,
    ],
  });
  const say = sayerOf(context);
  tests.forEach(({ name, scriptProblem }) => {
    if (scriptProblem) {
      say(`${name} cannot be run: ${scriptProblem}`);
    }
  });
  return 0;
}

export interface StartOptions {
  readonly wait: boolean;
  /** Shows how the run goes meanwhile. */
  readonly watch: boolean;
  readonly waitTimeoutSeconds: number;
}

/** `loadtests start`: has the monitor run a load test of its catalogue. With `wait` or `watch` its verdict decides the exit code. */
export async function startTest(
  connection: Connection,
  name: string,
  { wait, watch: isWatched, waitTimeoutSeconds }: StartOptions,
  context: CliContext
): Promise<number> {
  const say = sayerOf(context);
  const { sidecar, request } = createClient(connection, context, 'operate');
  const path = `/api/v1/tests/${encodeURIComponent(name)}/runs`;
  const { id, status } = await request(path, startedSchema, `${name} is not started`);
  say(`run ${id} is ${status}; "loadtests show ${id}" tells what becomes of it`);
  if (isWatched) {
    return watch(connection, { which: id, stopOnInterrupt: false }, context);
  }
  if (!wait) {
    if (connection.json) {
      writeJson(context, { runId: id, status });
    }
    return 0;
  }
  return waitAndTell(connection, sidecar, id, waitTimeoutSeconds, context);
}
