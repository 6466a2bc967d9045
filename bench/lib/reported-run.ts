import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadProfileHash, readScenarios } from '../../backend/src/k6/load-profile';
import { plannedLoad } from '../../backend/src/k6/planned-load';
import { writeCatalogue, type CatalogueFolder } from '../../tests/stack/catalogue';
import { durationSeconds, failEvery, virtualUsers, type BenchRun } from './samples';
import type { BenchSidecar } from './sidecar';

const test = 'bench';
const target = 'http://127.0.0.1:9';

const scenarios = readScenarios({
  default: { executor: 'constant-vus', vus: virtualUsers, duration: durationSeconds * 1000 },
});

/** A catalogue with the load test that the run is of, so that it counts and, having failed, is diagnosed. */
export async function benchCatalogue(folder: string): Promise<CatalogueFolder> {
  const script = join(folder, 'bench.js');
  await writeFile(
    script,
    `export const options = { scenarios: { default: { executor: 'constant-vus', vus: ${virtualUsers}, duration: '${durationSeconds}s' } } };\n` +
      'export default function () {}\n'
  );
  return writeCatalogue([{ name: test, script, target }]);
}

/**
 * Reports a run, whose samples are in the store, as somebody else's k6 would: it fails for its errors, so that all that
 * there is to know of it is read. @returns when all of that is done.
 */
export async function reportRun({ api }: BenchSidecar, { runId: id, requests, startedAt }: BenchRun): Promise<void> {
  const { tests } = await api.call('read', 'listLoadTests');
  const announced = await api.announce({
    id,
    test,
    target,
    reporter: 'cli',
    startedAt: startedAt.toISOString(),
    scriptHash: tests.find(({ name }) => name === test)?.scriptHash ?? null,
    loadProfileHash: loadProfileHash(scenarios),
    planned: plannedLoad(scenarios),
  });
  expectStatus(announced, 201);
  const endedAt = new Date(startedAt.getTime() + durationSeconds * 1000);
  const times = { startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() };
  expectStatus(await api.sendPart(id, { part: 'exitCode', exitCode: 0, ...times }), 202);
  const failed = Math.floor(requests / failEvery);
  const summary = {
    metrics: {
      http_reqs: { count: requests, rate: requests / durationSeconds },
      http_req_failed: { passes: failed, fails: requests - failed, value: failed / requests },
      http_req_duration: { avg: 80, 'p(95)': 300 },
      vus: { value: virtualUsers, min: virtualUsers, max: virtualUsers },
      vus_max: { value: virtualUsers, min: virtualUsers, max: virtualUsers },
    },
  };
  expectStatus(await api.sendPart(id, { part: 'summary', summary }), 202);
  const run = await api.waitForSettled(id);
  if (!run.counts || run.storeCheck?.kind !== 'compared') {
    throw new Error(`the run was not judged with its samples: ${run.countsReason ?? JSON.stringify(run.storeCheck)}`);
  }
}

function expectStatus({ status, body }: { readonly status: number; readonly body: unknown }, wanted: number): void {
  if (status !== wanted) {
    throw new Error(`the sidecar answered ${status}: ${JSON.stringify(body)}`);
  }
}
