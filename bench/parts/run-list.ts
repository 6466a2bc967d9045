import { encodeCursor } from '../../backend/src/api/cursor';
import { openDatabase } from '../../backend/src/db/database';
import { putEmptyRecords } from '../../backend/src/testing/empty-records';
import { idOfManyRuns, storeManyRuns } from '../../backend/src/testing/many-rows';
import { writeCatalogue } from '../../tests/stack/catalogue';
import { closingAll, measurePart, type Scale } from '../lib/part';
import { atMost, type Row } from '../lib/report';
import { quantile } from '../lib/rounds';
import { startBenchPostgres } from '../lib/servers';
import { benchFolder, startBenchSidecar, type BenchSidecar } from '../lib/sidecar';

const newest = new Date('2026-11-30T00:00:00.000Z');
const minuteMs = 60_000;
/** A key may ask 3,000 times a minute. */
const pauseMs = 25;

/** The run list over many runs, against the same with a thousand: each page and each filter. */
async function runList(scale: Scale): Promise<readonly Row[]> {
  const embedded = await overHistories(scale, 'embedded', () =>
    Promise.resolve({ env: {}, stop: () => Promise.resolve() })
  );
  const server = await overHistories(scale, 'Postgres', () => startBenchPostgres(scale.tell));
  return [embedded, server];
}

type Records = () => Promise<{ readonly env: Readonly<Record<string, string>>; stop(): Promise<void> }>;

function overHistories(scale: Scale, kind: string, records: Records): Promise<Row> {
  return closingAll(async (closing) => {
    const catalogue = await writeCatalogue([]);
    closing(() => catalogue.remove());
    const open = async (runs: number) => {
      const folder = await benchFolder('runs');
      closing(() => folder.remove());
      const { env, stop } = await records();
      closing(stop);
      scale.tell(`storing ${runs} runs, ${kind}`);
      await storeRuns(folder.path, env.DATABASE_URL ?? null, runs);
      const sidecar = await startBenchSidecar({ catalogueFile: catalogue.file, dataDir: folder.path, env });
      closing(() => sidecar.stop());
      return sidecar;
    };
    const [fewRuns, manyRuns] = [scale.pick(1000, 500), scale.pick(100_000, 5000)];
    const [few, many] = [await open(fewRuns), await open(manyRuns)];
    const questions = questionsOver(fewRuns, manyRuns);
    scale.tell(`${Object.keys(questions).length} lists, ${kind}`);
    const ratios = new Map<string, { readonly ratio: number; readonly ms: number; readonly baselineMs: number }>();
    for (const [name, { inFew, inMany }] of Object.entries(questions)) {
      const mine: number[] = [];
      const baseline: number[] = [];
      for (let round = scale.pick(-3, -1); round < scale.pick(60, 1); round += 1) {
        const times = [await msOf(few, inFew), await msOf(many, inMany)] as const;
        if (round >= 0) {
          baseline.push(times[0]);
          mine.push(times[1]);
        }
      }
      const [ms, baselineMs] = [quantile(mine, 0.95) ?? NaN, quantile(baseline, 0.95) ?? NaN];
      ratios.set(name, { ratio: ms / baselineMs, ms, baselineMs });
    }
    const [worst] = [...ratios].sort(([, a], [, b]) => b.ratio - a.ratio);
    return atMost(2, {
      name: `run list over ${manyRuns} runs, p95 of its slowest page or filter (${kind})`,
      value: worst?.[1].ratio ?? null,
      baseline: `the same with ${fewRuns} runs`,
      figures: {
        slowest: worst?.[0] ?? null,
        ...Object.fromEntries([...ratios].map(([name, { ratio }]) => [`${name}, ×`, ratio])),
        ...Object.fromEntries([...ratios].map(([name, { ms }]) => [`${name}, p95 in ms`, ms])),
      },
    });
  });
}

interface Question {
  readonly inFew: string;
  readonly inMany: string;
}

/** Queries of the list; those that name a place in it do so for each history. */
function questionsOver(few: number, many: number): Readonly<Record<string, Question>> {
  const same = (query: string) => ({ inFew: query, inMany: query });
  const after = (share: number, query = '') => {
    const at = (runs: number) => {
      const index = Math.floor(runs * share);
      return `${query}&cursor=${encodeCursor({ announcedAt: new Date(newest.getTime() - index * minuteMs), id: idOfManyRuns(index) })}`;
    };
    return { inFew: at(few), inMany: at(many) };
  };
  const span = (runs: number, from: number, to: number) =>
    `from=${new Date(newest.getTime() - runs * from * minuteMs).toISOString()}&to=${new Date(newest.getTime() - runs * to * minuteMs).toISOString()}`;
  return {
    'first page': same(''),
    '200 a page': same('limit=200'),
    'middle page': after(0.5),
    'last page': after(0.96),
    'one load test': same('test=test-3'),
    'several load tests': same('test=test-1,test-5,test-7'),
    'a load test without runs': same('test=none'),
    'middle page of a load test': after(0.5, 'test=test-3'),
    passed: same('verdict=passed'),
    failed: same('verdict=failed'),
    'errored, which is rare': same('verdict=errored'),
    'middle page of failed': after(0.5, 'verdict=failed'),
    'failed and errored': same('verdict=failed,errored'),
    judged: same('status=judged'),
    'running, of which there is none': same('status=running'),
    'by schedule': same('trigger=schedule'),
    'by deployment, which is rare': same('trigger=deployment'),
    environment: same('environment=production'),
    'rare environment': same('environment=staging'),
    'environment without runs': same('environment=none'),
    counting: same('counts=true'),
    'not counting, which is rare': same('counts=false'),
    'needs a person, which is rare': same('actionRequired=true'),
    'a time in the middle': { inFew: span(few, 0.6, 0.4), inMany: span(many, 0.6, 0.4) },
    'failed runs of a load test in a rare environment': same('test=test-3&verdict=failed&environment=staging'),
  };
}

async function msOf({ url, keys }: BenchSidecar, query: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}/api/v1/runs?${query}`, { headers: { authorization: `Bearer ${keys.read}` } });
  await answer.arrayBuffer();
  const ms = performance.now() - began;
  if (answer.status !== 200) {
    throw new Error(`the list answered ${query} with ${answer.status}`);
  }
  await new Promise((done) => setTimeout(done, Math.max(0, pauseMs - ms)));
  return ms;
}

async function storeRuns(dataDir: string, databaseUrl: string | null, count: number): Promise<void> {
  if (databaseUrl === null) {
    await putEmptyRecords(dataDir);
  }
  const { db, close } = await openDatabase({ databaseUrl, dataDir });
  await storeManyRuns(db, count, newest);
  await close();
}

measurePart(runList);
