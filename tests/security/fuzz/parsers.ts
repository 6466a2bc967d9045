import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSummary, redactSummary } from '../../../backend/src/k6/summary';
import { generatedRun } from '../../../backend/src/metrics/testing/generated-run';
import { LineReader } from '../../../backend/src/metrics/line-reader';
import { repository } from '../../generated-files';
import { createDraw, mutated } from './mutate';
import { fuzz, type FuzzOptions, type FuzzOutcome, withinTime } from './outcome';

function atLeastOne<T>(list: readonly T[], what: string): readonly [T, ...T[]] {
  const [first, ...rest] = list;
  if (first === undefined) {
    throw new Error(`There are no ${what} to begin with.`);
  }
  return [first, ...rest];
}

/** Bodies as k6 writes them. */
export function realBodies(): readonly [Buffer, ...Buffer[]] {
  const bodies = generatedRun({ runId: 'fuzz', requests: 40, requestsPerBody: 8, failEvery: 3, points: 'all' });
  return atLeastOne(
    [...bodies].map((body) => Buffer.from(body)),
    'bodies'
  );
}

/** Summaries of real runs of k6 1 and 2. */
export function realSummaries(): readonly [Buffer, ...Buffer[]] {
  const folders = ['k6/summaries/v1', 'k6/summaries/v2', 'cases'].map((name) =>
    path.join(repository, 'tests/fixtures', name)
  );
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(path.join(folder, name)))
  );
  return atLeastOne(files, 'summaries');
}

const precisions = ['ns', 'us', 'ms', 's'] as const;

/** Reads any bytes to their end; every line is a point, a refusal with a reason, or nothing. */
export function fuzzLineProtocol(options: FuzzOptions): Promise<FuzzOutcome> {
  const inputs = realBodies();
  const about = {
    target: 'line protocol',
    tried: 'bodies of k6 with bits, ends and parts changed, through LineReader',
  };
  return fuzz(options, about, (seed) => {
    const draw = createDraw(seed);
    const bytes = mutated(draw, inputs);
    const precision = draw.one(precisions);
    return withinTime(() => readAll(bytes, precision));
  });
}

function readAll(bytes: Buffer, precision: (typeof precisions)[number]): string | null {
  const reader = new LineReader(bytes, precision, new Map<string, number>(), (_measurement, tags) => tags.size);
  const most = bytes.toString('latin1').split('\n').length;
  let lines = 0;
  for (let outcome = reader.next(); outcome !== 'end'; outcome = reader.next()) {
    lines += 1;
    if (lines > most) {
      return `more than the ${most} lines that there are`;
    }
    if (outcome === 'rejected' && (reader.rejected?.reason ?? '') === '') {
      return 'a line was refused without a reason';
    }
    if (outcome === 'point') {
      const value = reader.value();
      const at = reader.timestampNs() ?? 0n;
      if ((value !== undefined && !Number.isFinite(value)) || at > 2n ** 63n || at < -(2n ** 63n)) {
        return `a point of the value ${value} at ${at} ns`;
      }
    }
  }
  return null;
}

/** Reads any JSON; it is a summary or problems with their places, and no figure is anything but a possible one. */
export function fuzzSummary(options: FuzzOptions): Promise<FuzzOutcome> {
  const inputs = realSummaries();
  const about = {
    target: "k6's summaries",
    tried: 'real summaries with values, names and bytes changed, to the figures',
  };
  return fuzz(options, about, (seed) => {
    const draw = createDraw(seed);
    // Bytes alone would seldom be JSON any more.
    const raw = draw.below(4) === 0 ? parsed(mutated(draw, inputs)) : withOddValues(draw, parsed(draw.one(inputs)));
    return withinTime(() => readSummary(raw));
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return bytes.toString('utf8');
  }
}

const oddValues: readonly [unknown, ...unknown[]] = [
  null,
  -1,
  0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  0.1,
  '',
  '12',
  [],
  {},
  true,
  JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
  JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) as unknown,
  'x'.repeat(100_000),
  '\0\ud800\u202e',
];
const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'http_reqs{a:b}',
  'x{'.repeat(2_000),
  'p(95)',
  'checks',
] as const;

/** The same with a few of its members replaced, taken out or named otherwise. */
function withOddValues(draw: ReturnType<typeof createDraw>, raw: unknown): unknown {
  let result = raw;
  for (let change = draw.below(4); change >= 0; change -= 1) {
    result = withOneOddValue(draw, result, 0);
  }
  return result;
}

function withOneOddValue(draw: ReturnType<typeof createDraw>, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || (depth > 0 && draw.below(4) === 0)) {
    return draw.one(oddValues);
  }
  const entries = Object.entries(value);
  const at = draw.below(entries.length + 1);
  const [name, member] = entries[at] ?? [draw.one(oddNames), {}];
  const change = draw.below(8);
  const next: ReadonlyArray<readonly [string, unknown]> =
    change === 0
      ? []
      : change === 1
        ? [[draw.one(oddNames), member]]
        : [[name, withOneOddValue(draw, member, depth + 1)]];
  const all = [...entries.slice(0, at), ...next, ...entries.slice(at + 1)];
  // fromEntries makes `__proto__` an own member, as JSON.parse does.
  return Array.isArray(value) ? all.map(([, each]) => each) : Object.fromEntries(all);
}

function readSummary(raw: unknown): string | null {
  const result = parseSummary(raw);
  if (!result.ok) {
    return result.problems.length > 0 ? null : 'refused without a problem';
  }
  const { requests, errorRate, p95ResponseTimeMs } = result.summary;
  const wrong = [requests, errorRate, p95ResponseTimeMs].some((figure) => figure !== null && !(figure >= 0));
  if (wrong || (errorRate ?? 0) > 1) {
    return `figures that cannot be: ${JSON.stringify({ requests, errorRate, p95ResponseTimeMs })}`;
  }
  const { summary } = redactSummary(raw as Record<string, unknown>);
  return JSON.stringify(summary).length > 300 * 1024 ? 'what would be stored is too large' : null;
}
