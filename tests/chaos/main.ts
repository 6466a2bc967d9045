import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chaosWorld, type Coverage, type WorldReport } from './chaos';
import { isRare, namesInSources, nameOf, unreached } from './points';
import { withPostgres } from './postgres';
import { createRandom } from './random';
import type { Records } from './arena';

/**
 * `npm run test:chaos`: events by chance against sidecars that are killed with `kill -9`, put to sleep or cut off from their
 * database at each of their fault points, on PGlite and on Postgres with two replicas. What is left of each world is held
 * against every promise (history.ts). Last line: "N passed, N failed", one for each world and each point.
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    records: { type: 'string' },
    world: { type: 'string', default: '60' },
    calm: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  console.log(`Chaos with seed ${seed}: --seed=${seed} draws the same events and faults again`);
  const kinds = (['PGlite', 'Postgres'] as const).filter((kind) => (values.records ?? kind) === kind);
  const until = minutes === null ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  const outcomes = kinds.map((records): Outcome => ({
    records,
    reports: [],
    coverage: { seen: new Map(), hit: new Map() },
  }));
  const total = () => eventsOf(outcomes.flatMap(({ reports }) => reports));
  await Promise.all(outcomes.map((outcome, index) => chaosOn(outcome, total, seed + index, until)));
  return summary(seed, outcomes, minutes === null);
}

interface Outcome {
  readonly records: Records;
  readonly reports: WorldReport[];
  readonly coverage: Coverage;
}

const eventsOf = (reports: readonly WorldReport[]): number => reports.reduce((sum, { events }) => sum + events, 0);

/**
 * World after world, until there were as many events on all records together (embedded records take many times as long for one)
 * and each point was broken off; on these alone, there may be as many until then. A point that was never broken off after that
 * is a failure.
 */
async function chaosOn(
  { records, reports, coverage }: Outcome,
  total: () => number,
  seed: number,
  until: number
): Promise<void> {
  const random = createRandom(seed);
  const events = Number(values.events);
  const goesOn = () =>
    performance.now() < until && (total() < events || (sparedOf(coverage).length > 0 && eventsOf(reports) < events));
  while (goesOn()) {
    const report = await chaosWorld({
      records,
      about: reports.length % 2 === 0 ? 'everything' : 'redeploys',
      events: Number(values.world),
      random,
      coverage,
      rounds: Number(values.rounds),
      faults: !values.calm,
      tell: (line) => console.log(line),
      until,
    });
    reports.push(report);
    tellWorld(records, report, sparedOf(coverage));
  }
}

/** Points that were reached and never broken off, but for those that are known to be rare; none of a calm run. */
function sparedOf({ seen, hit }: Coverage): string[] {
  return values.calm ? [] : [...seen.keys()].filter((point) => !hit.has(point) && !isRare(point));
}

function tellWorld(records: Records, report: WorldReport, spared: readonly string[]): void {
  const { events, deaths, others, messages, redeploys, violations, stoppedWithinMs } = report;
  console.log(
    `  ${records.padEnd(8)} ${events} events, ${deaths} × kill -9, ${others} other faults, ${messages} messages, ` +
      `${redeploys} redeploys, stopped in ${Math.round(stoppedWithinMs)} ms: ` +
      (violations.length === 0 ? 'every promise kept' : `${violations.length} promises broken`) +
      (spared.length === 0 ? '' : ` (${spared.length} points reached were never broken off${few(spared)})`)
  );
  violations.forEach(({ promise, what }) => console.log(`    ${promise}: ${what}`));
}

const few = (points: readonly string[]): string => (points.length > 6 ? '' : `: ${points.join(', ')}`);

/** @param isWhole every point that the code names must have been broken off, or be known as one that is rarely reached */
function summary(seed: number, outcomes: readonly Outcome[], isWhole: boolean): number {
  const reports = outcomes.flatMap((outcome) => outcome.reports);
  let passed = reports.filter(({ violations }) => violations.length === 0).length;
  let failed = reports.length - passed;
  for (const { records, coverage } of outcomes) {
    const broken = [...coverage.hit.keys()].sort();
    console.log(`\n${records}: ${coverage.seen.size} fault points reached, ${broken.length} of them broken off`);
    broken.forEach((point) => console.log(`  ${String(coverage.hit.get(point) ?? 0).padStart(4)} × ${point}`));
    passed += broken.length;
    const spared = isWhole ? sparedOf(coverage) : [];
    spared.forEach((point) => console.log(`  never broken off: ${point}`));
    failed += spared.length;
  }
  if (isWhole && !values.calm) {
    // Some are met with embedded records alone, or with a server's.
    const names = new Set(outcomes.flatMap(({ coverage }) => [...coverage.seen.keys()].map(nameOf)));
    const missing = [...namesInSources()].filter((name) => !names.has(name) && unreached[name] === undefined);
    missing.forEach((name) => console.log(`  never reached: ${name}`));
    failed += missing.length;
  }
  const sum = (of: (report: WorldReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  console.log(
    `\nSeed ${seed}: ${eventsOf(reports)} events in ${reports.length} worlds, ` +
      `${sum(({ deaths }) => deaths)} × kill -9, ${sum(({ others }) => others)} other faults, ` +
      `${sum(({ messages }) => messages)} messages, ${sum(({ redeploys }) => redeploys)} redeploys, ` +
      `${sum(({ violations }) => violations.length)} promises broken`
  );
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

withPostgres(values.records !== 'PGlite', main)
  .then((exitCode) => process.exit(exitCode))
  .catch((error: unknown) => {
    console.error(error);
    console.log('\n0 passed, 1 failed');
    process.exit(1);
  });
