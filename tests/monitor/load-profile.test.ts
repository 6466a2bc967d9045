import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from '../../backend/src/testing/seeded-fast-check';
import { readScenarios } from '../../backend/src/k6/load-profile';
import { inspectScript } from '../../backend/src/k6/inspect';
import { plannedLoad } from '../../backend/src/k6/planned-load';
import { canonicalJson } from '../../backend/src/lib/canonical';
import { describeEachK6 } from '../../backend/src/testing/real-parts';
import * as insideK6 from '../../k6/lib/load-profile.js';
import { runK6 } from './k6-process';

const users = fc.option(fc.integer({ min: 1, max: 50 }));
const duration = fc.constantFrom('0s', '1s', '2500ms', '1m0s', '1m1.5s', '1h0m0s');
const stages = fc.array(fc.record({ duration, target: fc.integer({ min: 0, max: 50 }) }), { maxLength: 5 });
const common = {
  startTime: fc.option(duration),
  exec: fc.option(fc.constantFrom('default', 'buy')),
  tags: fc.constant(null),
};
const pool = { timeUnit: fc.option(duration), preAllocatedVUs: fc.integer({ min: 1, max: 9 }), maxVUs: users };
const iterations = { vus: users, iterations: users, maxDuration: fc.option(duration) };
const scenario = fc.oneof(
  fc.record({ executor: fc.constant('constant-vus'), ...common, vus: users, duration }),
  fc.record({ executor: fc.constant('ramping-vus'), ...common, startVUs: users, stages }),
  fc.record({ executor: fc.constantFrom('shared-iterations', 'per-vu-iterations'), ...common, ...iterations }),
  fc.record({ executor: fc.constant('constant-arrival-rate'), ...common, ...pool, rate: fc.nat(99), duration }),
  fc.record({
    executor: fc.constant('ramping-arrival-rate'),
    ...common,
    ...pool,
    startRate: fc.option(fc.nat(9)),
    stages,
  }),
  fc.record({ executor: fc.constant('externally-controlled'), ...common, vus: users, maxVUs: users, duration })
);

describe('k6/lib/load-profile.js', () => {
  it('computes what the sidecar computes, for any scenarios', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), scenario, { maxKeys: 4 }), (scenarios) => {
        const here = readScenarios(scenarios);
        const there = insideK6.normalisedScenarios(scenarios);
        expect(insideK6.canonicalJson(there)).toBe(canonicalJson(here));
        expect(insideK6.plannedLoad(there ?? {})).toEqual(plannedLoad(here));
      }),
      { numRuns: 500 }
    );
  });

  it('knows no profile where an executor is new to it', () => {
    const scenarios = JSON.parse('{"a":{"executor":"quantum-vus"}}') as Parameters<
      typeof insideK6.normalisedScenarios
    >[0];
    expect(insideK6.normalisedScenarios(scenarios)).toBeNull();
  });
});

describe('npm run k6-lib -- --check', () => {
  const repository = resolve(__dirname, '../..');
  const library = 'k6/lib/load-profile.js';
  const committed = readFileSync(join(repository, library), 'utf8');
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'k6-lib-'));
    mkdirSync(join(folder, 'k6/lib'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['nothing where the committed file is what its sources say', committed, ''],
    [
      'where the file was changed by hand',
      committed.replace('?? 1', '?? 2'),
      `${library} is not what its sources say: run \`npm run k6-lib\` and commit what it writes.\n`,
    ],
  ])(
    'says %s',
    async (_what, text, says) => {
      writeFileSync(join(folder, library), text);
      const args = ['--import', 'tsx', join(repository, 'tests/monitor/generate.ts'), '--check', '--folder', folder];
      const said = await new Promise((done) =>
        execFile(process.execPath, args, { cwd: repository }, (error, _stdout, stderr) =>
          done({ failed: error !== null, stderr })
        )
      );
      expect(said).toEqual({ failed: says !== '', stderr: says });
    },
    // A Node process that loads the TypeScript compiler, on a busy machine.
    30_000
  );
});

describeEachK6('the load profile inside k6 and by k6 inspect', (k6Bin) => {
  const cases: ReadonlyArray<readonly [string, string, readonly string[], Record<string, string>]> = [
    ['defaults', '{}', [], {}],
    ['vus and duration', "{ vus: 2, duration: '1s' }", [], {}],
    ['duration alone', "{ duration: '1s' }", [], {}],
    ['iterations', '{ vus: 2, iterations: 4 }', [], {}],
    ['stages', "{ stages: [{ duration: '500ms', target: 2 }, { duration: '0.5s', target: 0 }] }", [], {}],
    [
      'constant-vus',
      "{ scenarios: { a: { executor: 'constant-vus', vus: 2, duration: '1s', startTime: '100ms' } } }",
      [],
      {},
    ],
    [
      'ramping-vus',
      "{ scenarios: { a: { executor: 'ramping-vus', stages: [{ duration: '1000ms', target: 2 }] } } }",
      [],
      {},
    ],
    ['per-vu-iterations', "{ scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 3 } } }", [], {}],
    [
      'shared-iterations',
      "{ scenarios: { a: { executor: 'shared-iterations', iterations: 3, maxDuration: '90s' } } }",
      [],
      {},
    ],
    [
      'arrival rates',
      `{ scenarios: {
         a: { executor: 'constant-arrival-rate', rate: 5, duration: '1s', preAllocatedVUs: 2 },
         b: { executor: 'ramping-arrival-rate', preAllocatedVUs: 1, maxVUs: 2, stages: [{ duration: 1000, target: 3 }] } } }`,
      [],
      {},
    ],
    ['arguments over options', "{ vus: 2, duration: '1m' }", ['--vus', '3', '--duration', '1s'], {}],
    [
      'arguments instead of scenarios',
      "{ scenarios: { a: { executor: 'constant-vus', duration: '1m' } } }",
      ['-i', '3'],
      {},
    ],
    ['variables', '{}', [], { K6_VUS: '2', K6_ITERATIONS: '4' }],
    ['arguments over variables', '{}', ['-u', '4'], { K6_VUS: '2', K6_ITERATIONS: '4' }],
  ];

  it.each(cases)('are the same for %s', async (_title, options, args, env) => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-test-'));
    try {
      const script = join(folder, 'script.js');
      const lib = JSON.stringify(join(__dirname, '../../k6/lib/load-profile.js'));
      writeFileSync(
        script,
        `import crypto from 'k6/crypto';
         import exec from 'k6/execution';
         import { sleep } from 'k6';
         import { canonicalJson, normalisedScenarios, plannedLoad } from ${lib};
         export const options = ${options};
         export default function () { sleep(0.1); }
         export function handleSummary() {
           const scenarios = normalisedScenarios(exec.test.options.scenarios);
           const hash = crypto.sha256(canonicalJson(scenarios), 'hex');
           return { stdout: JSON.stringify({ hash, planned: plannedLoad(scenarios) }) };
         }`
      );
      const run = await runK6(k6Bin, [...args, script], env);
      const inspected = await inspectScript({
        k6Bin,
        script,
        args,
        env: { PATH: process.env.PATH, ...env },
        cwd: folder,
      });
      expect(JSON.parse(run.stdout)).toEqual(
        inspected.ok ? { hash: inspected.loadProfileHash, planned: inspected.planned } : inspected.failure
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
