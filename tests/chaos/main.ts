import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { chaosWorld, type Coverage, type WorldReport } from './chaos';
import { namesInSources, nameOf, unreached } from './points';
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
  const random = createRandom(seed);
  const kinds: readonly Records[] = (['PGlite', 'Postgres'] as const).filter(
    (kind) => values.records === undefined || values.records === kind
  );
  console.log(`Chaos with seed ${seed}: --seed=${seed} draws the same events and faults again`);
  const events = Number(values.events);
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  const begunAt = performance.now();
  // Time that is bounded is shared.
  const shares = kinds.map((records, index) => ({
    records,
    until: minutes === null ? Number.POSITIVE_INFINITY : begunAt + (minutes * 60_000 * (index + 1)) / kinds.length,
  }));
  const reports: Array<WorldReport & { readonly records: Records }> = [];
  const coverages: Array<{ readonly records: Records; readonly coverage: Coverage }> = [];
  for (const share of shares) {
    const coverage: Coverage = { seen: new Set(), hit: new Map() };
    coverages.push({ records: share.records, coverage });
    let left = Math.ceil(events / kinds.length);
    while (left > 0 && performance.now() < share.until) {
      const report = await chaosWorld({
        records: share.records,
        events: Math.min(left, Number(values.world)),
        random,
        coverage,
        rounds: Number(values.rounds),
        faults: !values.calm,
        tell: (line) => console.log(line),
        until: share.until,
      });
      left -= report.events;
      reports.push({ ...report, records: share.records });
      tellWorld(share.records, report);
    }
  }
  return summary(seed, reports, coverages, minutes === null);
}

function tellWorld(records: Records, report: WorldReport): void {
  const { events, deaths, faults, messages, redeploys, violations, stoppedWithinMs } = report;
  console.log(
    `  ${records.padEnd(8)} ${events} events, ${deaths} × kill -9, ${faults - deaths} other faults, ${messages} messages, ` +
      `${redeploys} redeploys, stopped in ${Math.round(stoppedWithinMs)} ms: ` +
      (violations.length === 0 ? 'every promise kept' : `${violations.length} promises broken`)
  );
  violations.forEach(({ promise, what }) => console.log(`    ${promise}: ${what}`));
}

/** @param isWhole every point that the code names must have been broken off, or be known as one that is not reached */
function summary(
  seed: number,
  reports: ReadonlyArray<WorldReport & { readonly records: Records }>,
  coverages: ReadonlyArray<{ readonly records: Records; readonly coverage: Coverage }>,
  isWhole: boolean
): number {
  let passed = reports.filter(({ violations }) => violations.length === 0).length;
  let failed = reports.length - passed;
  for (const { records, coverage } of coverages) {
    const broken = [...coverage.seen].filter((point) => (coverage.hit.get(point) ?? 0) > 0);
    const names = new Set([...coverage.seen].map(nameOf));
    const missing = [...namesInSources()].filter((name) => !names.has(name) && unreached[name] === undefined);
    const spared = [...coverage.seen].filter((point) => !broken.includes(point));
    console.log(`\n${records}: ${coverage.seen.size} fault points reached, ${broken.length} of them broken off`);
    broken.sort().forEach((point) => console.log(`  ${String(coverage.hit.get(point) ?? 0).padStart(4)} × ${point}`));
    if (isWhole) {
      [...missing, ...spared].forEach((name) => console.log(`  never broken off: ${name}`));
      failed += missing.length + spared.length;
    }
    passed += broken.length;
  }
  const sum = (of: (report: WorldReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const deaths = sum((report) => report.deaths);
  console.log(
    `\nSeed ${seed}: ${sum(({ events }) => events)} events in ${reports.length} worlds, ${deaths} × kill -9, ` +
      `${sum(({ faults }) => faults) - deaths} other faults, ${sum(({ messages }) => messages)} messages, ` +
      `${sum(({ redeploys }) => redeploys)} redeploys, ${sum(({ violations }) => violations.length)} promises broken`
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
