import { setTimeout as sleep } from 'node:timers/promises';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { forgetPeak, memoryMbOf } from '../lib/process-figures';
import { benchCatalogue, reportRun } from '../lib/reported-run';
import { atMost, stated, type Row } from '../lib/report';
import { benchRun, linesOf, writeTo } from '../lib/samples';
import { pathOfK6, startBenchInfluxdb, startBenchPostgres } from '../lib/servers';
import { benchFolder, startBenchSidecar, type BenchSidecar, type SidecarSetting } from '../lib/sidecar';

/** Resident memory of the compiled sidecar: idle after its first start and a later one, and while it judges. */
async function memory(scale: Scale): Promise<readonly Row[]> {
  return [...(await embedded(scale)), ...(await withServers(scale))];
}

const goals = { embedded: 420, servers: 150 };

function embedded(scale: Scale): Promise<readonly Row[]> {
  return withCatalogue(scale, {}, async (setting) => {
    const started = await starts(scale, setting, goals.embedded, 'embedded');
    const run = benchRun('judged', scale.pick(1_200_000, 60_000));
    scale.tell(`writing ${run.requests} requests to the sidecar`);
    const writing = await startBenchSidecar({ ...setting, keys: started.keys });
    let afterWriting: number | null;
    try {
      for (const body of linesOf(run)) {
        await writeTo(writing.url, writing.keys.ingest, body);
      }
      afterWriting = (await memoryMbOf(writing.pid)).peak;
    } finally {
      await writing.stop();
    }
    const judged = await whileJudging(scale, { ...setting, keys: started.keys }, (sidecar) => reportRun(sidecar, run));
    return [
      ...started.rows,
      stated({
        name: `memory while k6 writes ${run.requests} requests, embedded`,
        value: afterWriting,
        unit: 'MB',
      }),
      stated({
        name: `memory on top of idle: judge ${run.requests} requests, embedded`,
        value: judged.more,
        unit: 'MB',
        baseline: 'idle',
        figures: judged.figures,
      }),
    ];
  });
}

function withServers(scale: Scale): Promise<readonly Row[]> {
  return closingAll(async (closing) => {
    const influxdb = await startBenchInfluxdb(scale.tell);
    closing(() => influxdb.stop());
    const postgres = await startBenchPostgres(scale.tell);
    closing(() => postgres.stop());
    const run = benchRun('judged', scale.pick(1_200_000, 60_000));
    scale.tell(`writing ${run.requests} requests to InfluxDB`);
    for (const body of linesOf(run)) {
      await influxdb.write(body);
    }
    return withCatalogue(scale, { ...influxdb.env, ...postgres.env }, async (setting) => {
      const started = await starts(scale, setting, goals.servers, 'with Postgres and InfluxDB');
      const judged = await whileJudging(scale, { ...setting, keys: started.keys }, (sidecar) =>
        reportRun(sidecar, run)
      );
      return [
        ...started.rows,
        atMost(100, {
          name: `memory on top of idle: judge ${run.requests} requests in InfluxDB 2.7`,
          value: judged.more,
          unit: 'MB',
          baseline: 'idle',
          figures: judged.figures,
        }),
      ];
    });
  });
}

function withCatalogue(
  scale: Scale,
  env: Readonly<Record<string, string>>,
  work: (setting: SidecarSetting) => Promise<readonly Row[]>
): Promise<readonly Row[]> {
  return closingAll(async (closing) => {
    const folder = await benchFolder('memory');
    closing(() => folder.remove());
    const catalogue = await benchCatalogue(folder.path);
    closing(() => catalogue.remove());
    const k6Bin = await pathOfK6(scale.tell);
    return work({ catalogueFile: catalogue.file, dataDir: `${folder.path}/data`, env, k6Bin });
  });
}

/** A start that makes the records, and one that finds them. */
async function starts(scale: Scale, setting: SidecarSetting, limit: number, how: string) {
  scale.tell(`idle, ${how}`);
  const first = await idle(scale, { ...setting, makesRecords: true });
  const later = await idle(scale, { ...setting, keys: first.keys });
  const row = (name: string, { now, peak }: Awaited<ReturnType<typeof memoryMbOf>>) =>
    atMost(limit, { name: `memory idle ${name}, ${how}`, value: now, unit: 'MB', figures: { mostSinceStartMb: peak } });
  const rows: readonly Row[] = [
    row('after the first start', first.memory),
    atMost(limit, { name: `memory at most during the first start, ${how}`, value: first.memory.peak, unit: 'MB' }),
    row('after a later start', later.memory),
    atMost(limit, { name: `memory at most during a later start, ${how}`, value: later.memory.peak, unit: 'MB' }),
  ];
  return { rows, keys: first.keys };
}

async function idle(scale: Scale, setting: SidecarSetting) {
  const sidecar = await startBenchSidecar(setting);
  try {
    // The looks that it takes every few seconds have all been taken once.
    await sleep(scale.pick(30_000, 2000));
    return { memory: await memoryMbOf(sidecar.pid), keys: sidecar.keys };
  } finally {
    await sidecar.stop();
  }
}

/** How much more memory the work takes at its most than the same process had when it was idle. */
async function whileJudging(scale: Scale, setting: SidecarSetting, work: (sidecar: BenchSidecar) => Promise<void>) {
  scale.tell('judging');
  const sidecar = await startBenchSidecar(setting);
  try {
    await sleep(scale.pick(15_000, 1000));
    await forgetPeak(sidecar.pid);
    const before = await memoryMbOf(sidecar.pid);
    await work(sidecar);
    const after = await memoryMbOf(sidecar.pid);
    const more = after.peak === null || before.now === null ? null : after.peak - before.now;
    return { more, figures: { idleMb: before.now, mostMb: after.peak, afterwardsMb: after.now } };
  } finally {
    await sidecar.stop();
  }
}

measurePart(memory);
