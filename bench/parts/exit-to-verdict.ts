import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEmbeddedStore, createInfluxStore } from '../../backend/src/metrics';
import type { MetricsStore } from '../../backend/src/model/figures';
import { startTarget } from '../../tests/fixtures/k6/target';
import { writeCatalogue } from '../../tests/stack/catalogue';
import { waitUntil } from '../../tests/stack/wait-until';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { atMost, type Row } from '../lib/report';
import { median } from '../lib/rounds';
import { pathOfK6, startBenchInfluxdb } from '../lib/servers';
import { benchFolder, startBenchSidecar, type BenchSidecar } from '../lib/sidecar';

/**
 * How long after its k6 has ended a run of the sidecar's own has its verdict, less what reading the store takes: real k6
 * runs, one after the other.
 */
async function exitToVerdict(scale: Scale): Promise<readonly Row[]> {
  const influxdb = await startBenchInfluxdb(scale.tell);
  try {
    return [
      await measured(scale, 'InfluxDB 2.7', influxdb.env, () =>
        Promise.resolve(createInfluxStore({ ...influxdb, bucket: 'k6', resultsBucket: 'k6' }))
      ),
      await measured(scale, 'embedded', {}, (dataDir) => createEmbeddedStore({ directory: join(dataDir, 'metrics') })),
    ];
  } finally {
    await influxdb.stop();
  }
}

function measured(
  scale: Scale,
  storeName: string,
  env: Readonly<Record<string, string>>,
  openStore: (dataDir: string) => Promise<MetricsStore>
): Promise<Row> {
  return closingAll(async (closing) => {
    const folder = await benchFolder('verdict');
    closing(() => folder.remove());
    const target = await startTarget();
    closing(() => target.close());
    const catalogue = await writeCatalogue([{ name: 'bench', script: 'passing.js', target: target.url }]);
    closing(() => catalogue.remove());
    const exits = join(folder.path, 'exits');
    const dataDir = join(folder.path, 'data');
    const k6Bin = await k6ThatTellsItsEnd(folder.path, exits, await pathOfK6(scale.tell));
    const sidecar = await startBenchSidecar({ catalogueFile: catalogue.file, dataDir, env, k6Bin });
    const runs: Array<{ readonly runId: string; readonly ms: number }> = [];
    try {
      // The first one is to warm up.
      for (let index = 0; index <= scale.pick(7, 1); index += 1) {
        scale.tell(`run ${index} with ${storeName}`);
        runs.push(await msToVerdict(sidecar, exits, index));
      }
    } finally {
      await sidecar.stop();
    }
    const store = await openStore(dataDir);
    const judgingMs: number[] = [];
    try {
      for (const { runId } of runs) {
        judgingMs.push(await msToRead(store, runId));
      }
    } finally {
      await store.close();
    }
    const counted = runs.slice(1);
    return atMost(0.5, {
      name: `k6's exit to the stored verdict, on top of judging (${storeName})`,
      value: (median(counted.map(({ ms }, index) => ms - (judgingMs[index + 1] ?? NaN))) ?? NaN) / 1000,
      unit: 's',
      baseline: 'reading figures and series alone',
      figures: {
        'exit to verdict, ms': median(counted.map(({ ms }) => ms)),
        'reading alone, ms': median(judgingMs.slice(1)),
      },
    });
  });
}

/** A k6 that writes down when it has ended, in ms of the clock, a line for each run. */
async function k6ThatTellsItsEnd(folder: string, exits: string, k6: string): Promise<string> {
  const file = join(folder, 'k6');
  await mkdir(folder, { recursive: true });
  await writeFile(exits, '');
  const tell = `const [, , k6, exits, ...args] = process.argv;
const { status } = require('node:child_process').spawnSync(k6, args, { stdio: 'inherit' });
if (args.includes('run')) require('node:fs').appendFileSync(exits, Date.now() + '\\n');
process.exit(status ?? 1);`;
  const script = join(folder, 'k6.cjs');
  await writeFile(script, tell);
  await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${k6}' '${exits}' "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

async function msToVerdict(sidecar: BenchSidecar, exits: string, index: number) {
  const runId = await sidecar.api.runNow('bench');
  let last: unknown = null;
  const exitedAt = await waitUntil(
    'the end of k6',
    async () => {
      const { status, verdict, reasons } = await sidecar.api.run(runId);
      last = { status, verdict, reasons };
      const line = (await readFile(exits, 'utf8')).split('\n')[index];
      return line === undefined || line === '' ? undefined : Number(line);
    },
    { details: () => JSON.stringify(last) }
  );
  const judgedAt = await waitUntil('the verdict', async () => {
    const { verdict } = await sidecar.api.run(runId);
    return verdict === null ? undefined : Date.now();
  });
  return { runId, ms: judgedAt - exitedAt };
}

/** As judging does, after a first time that does not count. */
async function msToRead(store: MetricsStore, runId: string): Promise<number> {
  const selection = { runId, from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };
  const read = () => Promise.all([store.figures(selection), store.series(selection)]);
  await read();
  const began = performance.now();
  await read();
  return performance.now() - began;
}

measurePart(exitToVerdict);
