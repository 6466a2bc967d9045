import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createActors } from '../chaos/actors';
import { startArena, type Arena, type Records } from '../chaos/arena';
import { named, rest } from '../chaos/chaos';
import { checkHistory } from '../chaos/history';
import { observe, shownBanner } from '../chaos/observe';
import { withPostgres } from '../chaos/postgres';
import { createRandom, type Random } from '../chaos/random';
import { growthOf, type GrowthLimit, type Look } from './growth';

/**
 * `npm run test:soak`: half an hour of mixed load with faults, on PGlite and on Postgres with two sidecars at once. Memory,
 * handles and what is waiting must not grow, and every promise of a chaos run must be kept. The sidecar that is measured is
 * never killed. Last line: "N passed, N failed".
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string' }, records: { type: 'string' } },
});

const measured: ReadonlyArray<{
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
  readonly scale: number;
  readonly limit: GrowthLimit;
}> = [
  {
    name: 'resident memory',
    metric: 'process_resident_memory_bytes',
    unit: 'MB',
    scale: 1 / 1024 / 1024,
    limit: { share: 0.1, absolute: 40 },
  },
  {
    name: 'heap in use',
    metric: 'nodejs_heap_size_used_bytes',
    unit: 'MB',
    scale: 1 / 1024 / 1024,
    limit: { share: 0.2, absolute: 15 },
  },
  { name: 'open files', metric: 'process_open_fds', unit: '', scale: 1, limit: { share: 0.2, absolute: 10 } },
  { name: 'handles', metric: 'nodejs_active_handles_total', unit: '', scale: 1, limit: { share: 0.3, absolute: 15 } },
  {
    name: 'effects that wait',
    metric: 'loadtest_effects_pending',
    unit: '',
    scale: 1,
    limit: { share: 0.5, absolute: 20 },
  },
];
const lookEveryMs = 5_000;
/** How long each of two reporters pauses between two events, at most. */
const longestPauseMs = 3_000;

async function main(): Promise<number> {
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const minutes = Number(values.minutes);
  console.log(`Soak of ${minutes} minutes with seed ${seed}`);
  const kinds = (['PGlite', 'Postgres'] as const).filter((kind) => (values.records ?? kind) === kind);
  const outcomes = await Promise.all(kinds.map((records, index) => soak(records, createRandom(seed + index), minutes)));
  const passed = outcomes.reduce((sum, each) => sum + each.passed, 0);
  const failed = outcomes.reduce((sum, each) => sum + each.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function soak(records: Records, random: Random, minutes: number): Promise<{ passed: number; failed: number }> {
  const tests = { reported: named('reported', 12), own: named('own', 30), deployed: named('deployed', 3) };
  const arena = await startArena({ records, tests, random, onSeen: () => undefined, onDeath: () => undefined });
  try {
    await Promise.all(arena.replicas.map((replica) => replica.ready()));
    const until = performance.now() + minutes * 60_000;
    const actors = createActors(arena, random, { runsAgain: true });
    const looks = new Map<string, Look[]>(measured.map(({ name }) => [name, []]));
    let events = 0;
    const act = async (): Promise<void> => {
      while (performance.now() < until) {
        events += 1;
        await actors.next().act();
        await sleep(random.int(longestPauseMs));
      }
    };
    await Promise.all([act(), act(), look(arena, looks, until), disturb(arena, random, until)]);
    arena.listLate(0);
    await rest(arena);
    const banner = await shownBanner(await arena.api());
    await Promise.all(arena.replicas.map((replica) => replica.stop()));
    const violations = checkHistory(await observe(arena, actors.promised, banner));
    console.log(`\n${records}: ${events} events, ${arena.deaths.length} × kill -9 of the other sidecar`);
    const growing = measured.filter(({ name, unit, scale, limit }) => {
      const { before, after, isGrowing } = growthOf(looks.get(name) ?? [], limit);
      const figure = (value: number) => `${value.toFixed(scale === 1 ? 0 : 1)} ${unit}`.trim();
      console.log(`  ${name.padEnd(18)} ${figure(before)} -> ${figure(after)}${isGrowing ? '  GROWS' : ''}`);
      return isGrowing;
    });
    violations.forEach(({ promise, what }) => console.log(`  ${promise}: ${what}`));
    const failed = growing.length + violations.length;
    return { passed: measured.length - growing.length + (violations.length === 0 ? 1 : 0), failed };
  } finally {
    await Promise.all(arena.replicas.map((replica) => replica.stop().catch(() => 0)));
    await arena.close();
  }
}

async function look(arena: Arena, looks: ReadonlyMap<string, Look[]>, until: number): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() < until) {
    const figure = await arena.figuresOf(arena.replicas[0]).catch(() => () => NaN);
    for (const { name, metric, scale } of measured) {
      const value = figure(metric) * scale;
      if (!Number.isNaN(value)) {
        looks.get(name)?.push({ atSeconds: (performance.now() - startedAt) / 1000, value });
      }
    }
    await sleep(lookEveryMs);
  }
}

/** About one fault a minute: a sleep, the database away, the other sidecar killed. */
async function disturb(arena: Arena, random: Random, until: number): Promise<void> {
  const [one, two] = arena.replicas;
  while (performance.now() < until) {
    await sleep(30_000 + random.int(60_000));
    const fault = random.int(3);
    if (performance.now() > until) {
      return;
    }
    if (fault === 0 || (fault === 2 && two === undefined)) {
      await one?.sleep(3_000);
    } else if (fault === 1) {
      await arena.cutDatabase(2_000);
    } else {
      two?.kill();
    }
  }
}

withPostgres(values.records !== 'PGlite', main)
  .then((exitCode) => process.exit(exitCode))
  .catch((error: unknown) => {
    console.error(error);
    console.log('\n0 passed, 1 failed');
    process.exit(1);
  });
