import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runK6, type K6Outcome } from '../monitor/k6-process';
import { scriptFolder } from './catalogue';
import { exportedFigures } from './figures';
import type { StackMetricStore } from './metric-stores';
import type { StackSidecar } from './sidecar';

/** A k6 that the test has started itself, as a CI would: streaming into the store, its summary in a file. */
export interface ExternalK6 {
  readonly outcome: K6Outcome;
  /** The file of `--summary-export`. */
  readonly summary: Record<string, unknown>;
  readonly figures: Awaited<ReturnType<typeof exportedFigures>>['figures'];
  /** NDJSON of every sample. */
  readonly samplesFile: string;
}

export interface ExternalK6Request {
  /** File name in `scriptFolder`. */
  readonly script: string;
  readonly runId: string;
  readonly target: string;
  readonly instance?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly interruptWhen?: () => boolean;
  /** Default: SIGINT. */
  readonly interruptSignal?: NodeJS.Signals;
}

export interface ExternalRunner {
  run(request: ExternalK6Request): Promise<ExternalK6>;
  /** Without a summary file, for scripts that report by themselves through k6/lib/monitor.js. */
  runMonitored(request: ExternalK6Request & { readonly test: string; readonly instances?: number }): Promise<K6Outcome>;
  dispose(): Promise<void>;
}

export async function createExternalRunner(
  store: StackMetricStore,
  sidecar: StackSidecar,
  k6Bin: string
): Promise<ExternalRunner> {
  const folder = await mkdtemp(join(tmpdir(), 'external-'));
  const output = store.k6Output(sidecar);

  const start = (request: ExternalK6Request) => {
    const { script, runId, target, instance = '0', args = [], env = {}, interruptWhen, interruptSignal } = request;
    return runK6(
      k6Bin,
      [
        ...['--tag', `testid=${runId}`, '--tag', `instance=${instance}`],
        ...['-e', `TARGET=${target}`],
        ...output.args,
        ...args,
        join(scriptFolder, script),
      ],
      { ...output.env, ...env },
      interruptWhen,
      interruptSignal
    );
  };

  return {
    async run(request) {
      const name = join(folder, randomUUID());
      const files = { summary: `${name}.summary.json`, samples: `${name}.samples.json` };
      const args = ['--summary-export', files.summary, '--out', `json=${files.samples}`, ...(request.args ?? [])];
      const outcome = await start({ ...request, args });
      return { outcome, samplesFile: files.samples, ...(await exportedFigures(files.summary)) };
    },
    runMonitored: ({ test, instances = 1, env = {}, ...request }) =>
      start({
        ...request,
        env: {
          LOADTESTS_URL: sidecar.url,
          LOADTESTS_KEY: sidecar.keys.ingest,
          LOADTEST: test,
          LOADTEST_INSTANCES: String(instances),
          ...env,
        },
      }),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
