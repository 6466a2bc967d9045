import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openDatabase } from '../../backend/src/db';
import { diagnosisInput } from '../../backend/src/loop';
import { createEmbeddedStore } from '../../backend/src/metrics';
import type { DiagnosisCase } from '../../backend/src/model/diagnosis-case';
import { findRun, samplesOf } from '../../backend/src/runs';
import { startShapeTarget, type ShapeTarget } from '../../tests/fixtures/k6/shape-target';
import { type CatalogueEntry, writeCatalogue } from '../../tests/stack/catalogue';
import { startSidecar } from '../../tests/stack/sidecar';
import { provideK6 } from '../../tests/parts/k6';
import { caseSeed, drawnCases, type DrawnCase } from './drawn-cases';
import { withPast } from './plan';
import { caseFile, formatCases } from './cases';

/**
 * `npm run eval:record`: makes the cases anew, from real k6 runs against targets with injected faults, judged by a real
 * sidecar on the embedded store. Takes about a quarter of an hour. A run whose verdict is not `failed` is no case, and
 * told: the machine was too busy, or the kind needs another figure.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(caseSeed) },
    /** Only cases whose id begins with one of these; they replace those of the file. */
    only: { type: 'string', multiple: true, default: [''] },
    out: { type: 'string', default: caseFile },
  },
});
const parallel = 4;

async function main(): Promise<void> {
  const seed = Number(values.seed);
  const all = drawnCases(seed);
  const drawn = all.filter(({ id }) => values.only.some((start) => id.startsWith(start)));
  console.log(`${drawn.length} of the ${all.length} cases of seed ${seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'eval-record-'));
  try {
    const recorded = await record(drawn, folder);
    const kept = await readFile(values.out, 'utf8').catch(() => '');
    const others = kept
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as DiagnosisCase);
    const byId = new Map([...others, ...recorded].map((each) => [each.id, each]));
    await writeFile(values.out, formatCases(all.flatMap(({ id }) => byId.get(id) ?? [])));
    const missing = all.filter(({ id }) => !byId.has(id)).map(({ id }) => id);
    console.log(missing.length === 0 ? 'every case is recorded' : `still missing: ${missing.join(', ')}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function record(drawn: readonly DrawnCase[], dataDir: string): Promise<DiagnosisCase[]> {
  const k6 = await provideK6((line) => console.error(line));
  if ('missing' in k6) {
    throw new Error(k6.missing);
  }
  const tls = await certificateNobodyTrusts(dataDir);
  const targets = new Map<string, ShapeTarget>();
  for (const { id, plan, body } of drawn) {
    const isTls = plan.target === 'untrustedCertificate';
    targets.set(id, await startShapeTarget(plan.behaviour(), { body, ...(isTls && { tls }) }));
  }
  const catalogue = await writeCatalogue(drawn.map((each) => entryOf(each, targets.get(each.id)?.url ?? '')));
  const sidecar = await startSidecar({ catalogueFile: catalogue.file, k6Bin: k6.path, dataDir });
  const runs = new Map<string, string>();
  const waiting = [...drawn];
  try {
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const run = await sidecar.api.waitForSettled(await sidecar.api.runNow(next.id.toLowerCase()), 180_000);
          console.log(
            `${next.id.padEnd(24)} ${run.verdict ?? '?'} ${run.requests ?? 0} requests, ` +
              `p95 ${Math.round(run.p95ResponseTimeMs ?? 0)} ms, ${run.failedRequests ?? 0} failed; ` +
              (run.reasons[0]?.text ?? '')
          );
          if (run.verdict === 'failed') {
            runs.set(next.id, run.id);
          }
        }
      })
    );
  } finally {
    await sidecar.stop();
    await Promise.all([catalogue.remove(), ...[...targets.values()].map((each) => each.close())]);
  }
  return inputsOf(drawn, runs, dataDir);
}

function entryOf({ id, plan }: DrawnCase, url: string): CatalogueEntry {
  const elsewhere = { unknownHost: `http://${id.toLowerCase()}.invalid`, closedPort: 'http://127.0.0.1:1' };
  const isElsewhere = plan.target === 'unknownHost' || plan.target === 'closedPort';
  return {
    name: id.toLowerCase(),
    script: join(__dirname, 'load.js'),
    // Runs queue per target: each has its own.
    target: isElsewhere ? elsewhere[plan.target] : url,
    environment: 'production',
    thresholds: plan.thresholds,
    env: {
      OPTIONS: JSON.stringify(plan.load.options),
      CALLS: JSON.stringify(plan.calls),
      BY_TURNS: String(plan.load.byTurns),
      THINK_SECONDS: String(plan.load.thinkSeconds),
    },
  };
}

/** What the diagnosis of each run is made from, as the sidecar itself reads it from its records and its store. */
async function inputsOf(
  drawn: readonly DrawnCase[],
  runs: ReadonlyMap<string, string>,
  dataDir: string
): Promise<DiagnosisCase[]> {
  const records = await openDatabase({ databaseUrl: null, dataDir });
  const store = await createEmbeddedStore({ directory: join(dataDir, 'metrics') });
  try {
    const cases: DiagnosisCase[] = [];
    for (const { plan, body: _, ...about } of drawn) {
      const run = await findRun(records.db, runs.get(about.id) ?? '');
      if (run !== null) {
        const input = await diagnosisInput(
          {
            db: records.db,
            endpointReader: {
              read: (row, slowerThanMs) => store.endpointSeries(samplesOf(row, new Date()), slowerThanMs),
            },
          },
          run
        );
        cases.push({ ...about, input: withPast({ ...input, run: { ...input.run, trigger: 'schedule' } }, plan) });
      }
    }
    return cases;
  } finally {
    await Promise.all([records.close(), store.close()]);
  }
}

async function certificateNobodyTrusts(folder: string): Promise<{ readonly key: string; readonly cert: string }> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=shop.test'];
  await promisify(execFile)('openssl', [...request, '-keyout', key, '-out', cert]);
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
