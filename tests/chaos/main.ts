import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chaosWorld, type Coverage, type WorldReport } from './chaos';
import { namesInSources, nameOf, unreached } from './points';
import { withPostgres } from './postgres';
import { createRandom } from './random';
import type { WorldSubject } from './actors';
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
    about: { type: 'string' },
    calm: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  console.log(`Chaos with seed ${seed}: --seed=${seed} draws the same events and faults again`);
  const kinds = (['PGlite', 'Postgres'] as const).filter((kind) => (values.records ?? kind) === kind);
  const until = minutes === null ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000;
  let done = 0;
  const count = (events: number) => (done += events);
  const outcomes = await Promise.all(kinds.map((records, index) => chaosOn(records, seed + index, until, count)));
  return summary(seed, outcomes, minutes === null);
}

interface Outcome {
  readonly records: Records;
  readonly reports: readonly WorldReport[];
  readonly coverage: Coverage;
}

const subjects: readonly WorldSubject[] = ['everything', 'redeploys'];

/**
 * World after world, until there were as many events on all records together and each point was broken off; on one alone, there
 * may be as many until then. A point that was never broken off after that is a failure.
 *
 * @param count adds to the events on all records together, and returns them: embedded records take many times as long for one
 */
async function chaosOn(
  records: Records,
  seed: number,
  until: number,
  count: (events: number) => number
): Promise<Outcome> {
  const random = createRandom(seed);
  const coverage: Coverage = { seen: new Map(), hit: new Map() };
  const reports: WorldReport[] = [];
  const rounds = values.calm ? 0 : Number(values.rounds);
  const events = Number(values.events);
  let own = 0;
  const goesOn = () =>
    performance.now() < until && (count(0) < events || (rounds > 0 && sparedOf(coverage).length > 0 && own < events));
  while (goesOn()) {
    const report = await chaosWorld({
      records,
      about: subjects.find((subject) => subject === values.about) ?? subjects[reports.length % 2] ?? 'everything',
      events: Number(values.world),
      random,
      coverage,
      rounds,
      faults: !values.calm,
      tell: (line) => console.log(line),
      until,
    });
    own += report.events;
    count(report.events);
    reports.push(report);
    tellWorld(records, report, rounds === 0 ? [] : sparedOf(coverage));
  }
  return { records, reports, coverage };
}

/** Points that were reached and never broken off, but for those that are known to be rare. */
function sparedOf({ seen, hit }: Coverage): string[] {
  return [...seen.keys()].filter((point) => !hit.has(point) && unreached[nameOf(point)] === undefined);
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
    const spared = isWhole && !values.calm ? sparedOf(coverage) : [];
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
    `\nSeed ${seed}: ${sum(({ events }) => events)} events in ${reports.length} worlds, ` +
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
