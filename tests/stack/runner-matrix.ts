import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunDetail } from '../../src/api/request';
import { unusedPort } from '../clients/unused-port';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueEntry } from './catalogue';
import type { StackMetricStore } from './metric-stores';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

/** A run of the matrix: a catalogue entry with a target of its own, so that four run side by side. */
export interface MatrixEntry extends Omit<CatalogueEntry, 'target'> {
  /** Nothing listens at its target. */
  readonly dead?: boolean;
  /** What happens to the run while it runs, after its target has seen this many requests. */
  readonly during?: { readonly afterRequests: number; do(matrix: RunnerMatrix, runId: string): Promise<void> };
}

export interface RunnerMatrix {
  readonly sidecar: StackSidecar;
  readonly dataDir: string;
  /** The settled run of this entry. */
  run(name: string): Promise<RunDetail>;
  runIds(): ReadonlyMap<string, string>;
  /** What the entry's target has seen. */
  target(name: string): Target;
  /** Signals the k6 of this run and nothing else. */
  signalK6(runId: string, signal: NodeJS.Signals): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts a sidecar and at once a run of every entry through its own runner. */
export async function startRunnerMatrix(
  store: StackMetricStore,
  entries: readonly MatrixEntry[],
  k6Bin: string
): Promise<RunnerMatrix> {
  const targets = new Map<string, Target>();
  const catalogueEntries: CatalogueEntry[] = [];
  for (const { dead = false, during: _during, ...entry } of entries) {
    const target = await startTarget();
    targets.set(entry.name, target);
    catalogueEntries.push({ ...entry, target: dead ? `http://127.0.0.1:${await unusedPort()}` : target.url });
  }
  const catalogue = await writeCatalogue(catalogueEntries);
  const dataDir = await mkdtemp(join(tmpdir(), 'matrix-'));
  const sidecar = await startSidecar({ catalogueFile: catalogue.file, env: store.env, dataDir, k6Bin });
  const runIds = new Map<string, string>();
  const runs = new Map<string, Promise<RunDetail>>();

  const matrix: RunnerMatrix = {
    sidecar,
    dataDir,
    runIds: () => runIds,
    run: (name) => runs.get(name) ?? Promise.reject(new Error(`no entry ${name}`)),
    target: (name) => {
      const found = targets.get(name);
      if (found === undefined) {
        throw new Error(`no entry ${name}`);
      }
      return found;
    },
    signalK6,
    async dispose() {
      await Promise.allSettled(runs.values());
      await sidecar.stop();
      await Promise.all([...targets.values()].map((target) => target.close()));
      await catalogue.remove();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  for (const { name, during } of entries) {
    const runId = await sidecar.api.runNow(name);
    runIds.set(name, runId);
    const run = Promise.all([
      sidecar.api.waitForSettled(runId, 240_000),
      during === undefined ? undefined : interfere(matrix, name, runId, during),
    ]).then(([settled]) => settled);
    // Whoever waits for it gets the error; nobody may wait yet.
    run.catch(() => undefined);
    runs.set(name, run);
  }
  return matrix;
}

async function interfere(
  matrix: RunnerMatrix,
  name: string,
  runId: string,
  during: NonNullable<MatrixEntry['during']>
): Promise<void> {
  const { requests } = matrix.target(name);
  await waitUntil(
    `request ${during.afterRequests} of ${name}`,
    () => (requests.length >= during.afterRequests ? true : undefined),
    { withinMs: 240_000 }
  );
  await during.do(matrix, runId);
}

async function signalK6(runId: string, signal: NodeJS.Signals): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args='], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const pids = stdout
    .split('\n')
    .filter((line) => line.split(/\s+/).includes(`testid=${runId}`))
    .map((line) => Number.parseInt(line, 10));
  if (pids.length !== 1) {
    throw new Error(`expected one k6 of run ${runId}, found ${pids.length}`);
  }
  process.kill(Number(pids[0]), signal);
}
