import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import os from 'node:os';
import { realPart } from '../backend/src/testing/real-parts';
import { provideAll, testParts, type TestPart } from './parts/all';
import type { Started } from './parts/part';
import { startJest } from './jest-process';
import { countOutcome } from './report';

/**
 * `npm test`: every test of the plugin, the sidecar and the whole stack, on real parts. Finds or builds the parts,
 * starts the servers, runs Jest with the variables of backend/src/testing/real-parts.ts, stops everything, and ends with
 * the line "N passed, N failed". Arguments go to Jest: `npm test -- backend/src/metrics`. `--full` (`npm run test:full`) adds
 * what takes long, the files `*.full.ts`.
 */
const strict = process.env.CI === 'true';
const started: Started[] = [];
let jest: ChildProcess | null = null;
let interrupted: NodeJS.Signals | null = null;

async function main(): Promise<number> {
  const missing = new Map<TestPart, string>();
  const env = await startParts(missing);
  console.log('');
  const args = process.argv.slice(2).filter((arg) => arg !== '--full');
  const isFull = args.length < process.argv.length - 2;
  const running = await startJest({ ...env, ...(isFull && fullVariables()) }, ['--maxWorkers=2', ...args]);
  jest = running.child;
  const report = await running.report;
  jest = null;
  await stopParts();
  if (interrupted !== null) {
    return 128 + os.constants.signals[interrupted];
  }

  const outcome = countOutcome(report, missing.size, strict);
  if (outcome.skipped.length > 0) {
    console.log(`\n${outcome.skipped.length} tests did not run:`);
    outcome.skipped.forEach((name) => console.log(`  ${name}`));
  }
  if (missing.size > 0) {
    console.log(`\nParts that could not be had${strict ? ' (a failure in CI)' : '; the tests on them did not run'}:`);
    missing.forEach((reason, part) => tell(part, reason));
  }
  console.log(`\n${outcome.passed} passed, ${outcome.failed} failed`);
  return outcome.failed === 0 ? 0 : 1;
}

/** What `--full` adds, and other cases of the properties than every run tries; a failure is found again by its seed. */
function fullVariables(): NodeJS.ProcessEnv {
  const seed = process.env.FAST_CHECK_SEED ?? String(randomInt(2 ** 31));
  console.log(`Properties are tried with FAST_CHECK_SEED=${seed}`);
  return { TEST_FULL: 'true', FAST_CHECK_SEED: seed };
}

/** Starts what can be had; the rest ends up in `missing` with its reason. Answers with the tests' environment. */
async function startParts(missing: Map<TestPart, string>): Promise<NodeJS.ProcessEnv> {
  console.log('Real parts that the tests run on. What is not on this machine is built once and kept in .cache/bin:');
  testParts.forEach((part) => tell(part, part.purpose));
  console.log('');
  const given = testParts.filter(isGiven);
  given.forEach((part) => tell(part, `given by ${part.variables.join(', ')}`));
  const provided = await provideAll(
    testParts.filter((part) => !given.includes(part)),
    tell
  );
  const starts = [...provided].map(async ([part, outcome]) => {
    if ('missing' in outcome) {
      missing.set(part, outcome.missing);
      return {};
    }
    try {
      const running = await part.start(outcome.path);
      started.push(running);
      return running.env;
    } catch (error) {
      missing.set(part, error instanceof Error ? error.message : String(error));
      return {};
    }
  });
  const env: NodeJS.ProcessEnv = Object.assign({ ...process.env }, ...(await Promise.all(starts)));
  missing.forEach((reason, part) => {
    tell(part, `left out: ${reason}`);
    // One that was named but cannot be used must not reach the tests either.
    part.variables.forEach((name) => delete env[name]);
  });
  return env;
}

function isGiven(part: TestPart): boolean {
  return part.isServer && part.variables.every((name) => realPart(name) !== undefined);
}

async function stopParts(): Promise<void> {
  await Promise.all(started.map((part) => part.stop()));
}

function tell(part: TestPart, line: string): void {
  console.log(`  ${part.name.padEnd(12)} ${line}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    console.log('\nStopping');
    if (jest === null || interrupted !== null) {
      // Still preparing, or asked twice: what runs is ended at once, on exit.
      process.exit(128 + os.constants.signals[signal]);
    }
    interrupted = signal;
    jest.kill(signal);
  });
}

main()
  .then((exitCode) => process.exit(exitCode))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
