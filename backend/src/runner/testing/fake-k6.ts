import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runner } from '../runner';

/** What the fake does when it is asked to run this script; the script file is nothing but this as JSON. */
export interface FakeScript {
  readonly exitCode?: number;
  /** Kills itself with this signal instead of exiting. */
  readonly dieBy?: NodeJS.Signals;
  /** Written to stderr at the start. */
  readonly log?: string;
  /** What `--summary-export` gets; null writes none. */
  readonly summary?: unknown;
  /** Runs for this long, in ms, unless a SIGINT comes, which ends it with 105 and the summary as it does k6. */
  readonly runForMs?: number;
  /** Does not hear SIGINT. */
  readonly deaf?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly summaryTrendStats?: readonly string[];
  /** `k6 inspect` and `k6 run` exit with it, as for a syntax error. */
  readonly brokenScript?: boolean;
}

export interface FakeK6Call {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
}

export interface FakeK6 {
  readonly directory: string;
  readonly k6Bin: string;
  /** Writes a script and returns its path. */
  script(name: string, content: FakeScript): string;
  /** The `k6 run` calls of this script so far. */
  runsOf(script: string): FakeK6Call[];
  remove(): void;
}

const program = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const file = args.at(-1);
if (args[0] === 'version') {
  console.log('k6 v1.8.1 (go1.26.8, linux/amd64)');
  process.exit(0);
}
const script = JSON.parse(fs.readFileSync(file, 'utf8'));
if (script.brokenScript) {
  console.error('time="2026-11-23T03:02:43Z" level=error msg="could not initialize the script"');
  process.exit(107);
}
if (args[0] === 'archive') {
  fs.copyFileSync(file, args[args.indexOf('--archive-out') + 1]);
  process.exit(0);
}
if (args[0] === 'inspect') {
  const scenario = { executor: 'shared-iterations', vus: 1, iterations: 3, maxDuration: null, startTime: null };
  const { tags = null, summaryTrendStats = null } = script;
  console.log(JSON.stringify({ tags, summaryTrendStats, scenarios: { default: scenario } }));
  process.exit(0);
}
const startedAtMs = Date.now();
const note = (endedAtMs) =>
  fs.appendFileSync(
    file + '.calls',
    JSON.stringify({ args, environment: process.env, cwd: process.cwd(), startedAtMs, endedAtMs }) + '\\n'
  );
const at = args.indexOf('--summary-export');
const end = (exitCode) => {
  if (script.summary !== null && at >= 0) {
    fs.writeFileSync(args[at + 1], JSON.stringify(script.summary ?? { metrics: {}, root_group: {} }));
  }
  note(Date.now());
  if (script.dieBy) {
    process.kill(process.pid, script.dieBy);
    setInterval(() => undefined, 1000);
  } else {
    process.exit(exitCode);
  }
};
process.on('SIGINT', () => script.deaf || end(105));
process.stderr.write(script.log ?? '');
fs.writeFileSync(file + '.running', String(process.pid));
setTimeout(() => end(script.exitCode ?? 0), script.runForMs ?? 0);
`;

/** A small program that stands in for k6 where a test is about what surrounds it. */
export function createFakeK6(): FakeK6 {
  const directory = mkdtempSync(join(tmpdir(), 'fake-k6-'));
  const k6Bin = join(directory, 'k6');
  writeFileSync(k6Bin, program);
  chmodSync(k6Bin, 0o755);
  return {
    directory,
    k6Bin,
    script(name, content) {
      const path = join(directory, name);
      writeFileSync(path, JSON.stringify(content));
      return path;
    },
    runsOf(script) {
      const calls = `${script}.calls`;
      return existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as FakeK6Call)
        : [];
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Resolves when nothing of this runner runs or waits, so that nothing writes into the folder of the test any more. */
export function untilIdle(runner: Pick<Runner, 'status'>): Promise<void> {
  return eventually(() => {
    const { running, queued } = runner.status();
    return running.length + queued.length === 0;
  }, 'the runner is idle');
}

/** Resolves when the condition holds; rejects after `withinMs`. */
export async function eventually(condition: () => boolean, what: string, withinMs = 30_000): Promise<void> {
  for (let attempt = 0; attempt < withinMs / 10; attempt += 1) {
    if (condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited ${withinMs} ms in vain: ${what}`);
}

/** The fake has started on this script and hears signals; its process id stands in `<script>.running`. */
export function hasStarted(script: string): boolean {
  return existsSync(`${script}.running`) && readFileSync(`${script}.running`, 'utf8') !== '';
}
