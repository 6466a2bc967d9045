import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCodePart, RunPart } from '../model/protocol';
import { describeWith, realPart } from '../testing/real-parts';
import { createRunner } from './runner';
import { createFakeK6, eventually, untilIdle } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

/** Says what runs of it; one iteration is never fewer than none, so its threshold is crossed. */
const script = `
export const options = {
  scenarios: { judged: { executor: 'per-vu-iterations', exec: 'judged', vus: 1, iterations: 1 } },
  thresholds: { iterations: ['count<1'] },
};
export function setup() { console.log('setup of ' + __ENV.USERS); }
export function teardown() { console.log('teardown'); }
export function judged() { console.log('judged'); }
export default function () { if (__ITER === 0) console.log('default'); }
export function handleSummary() { console.log('handleSummary'); return {}; }
`;

describe.each(['K6_BIN', 'K6_1_BIN'] as const)('the warm-up of a real k6 (%s)', (part) => {
  describeWith([part], 'beside the judged one', () => {
    const fake = createFakeK6();
    const folder = mkdtempSync(join(tmpdir(), 'warm-up-'));
    afterAll(() => {
      fake.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    it('runs the default function for its time, and neither judges nor reports', async () => {
      const parts: RunPart[] = [];
      const path = join(folder, 'script.js');
      writeFileSync(path, script);
      const test = fakeLoadTest(
        fake,
        'unused',
        {},
        {
          script: path,
          scriptHash: createHash('sha256').update(script).digest('hex'),
          warmUp: { durationSeconds: 1, virtualUsers: 2 },
        }
      );
      const runner = createRunner({
        k6Bin: realPart(part) ?? '',
        output: null,
        report: {
          mayStart: async () => 'yes',
          started: async () => undefined,
          part: async (_runId, sent) => void parts.push(sent),
          couldNotStart: async () => undefined,
        },
        logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
        workDirectory: join(folder, 'work'),
      });
      runner.enqueue({ runId: 'run-1', test });
      await eventually(() => parts.length === 2, 'the run has ended', 30_000);
      await untilIdle(runner);
      const exit = parts.find((each): each is ExitCodePart => each.part === 'exitCode');
      const said = (lines: readonly string[] = []) =>
        lines.flatMap((line) => (/source=console/.test(line) ? (/msg="?([^"]*?)"? source/.exec(line)?.[1] ?? []) : []));
      expect(exit?.warmUp).toMatchObject({ exitCode: 0, signal: null, exceeded: null });
      expect(said(exit?.warmUp?.logTail)).toEqual(['setup of 5', 'default', 'default', 'teardown']);
      expect(exit?.warmUp?.durationSeconds).toBeGreaterThanOrEqual(1);
      expect(exit?.exitCode).toBe(99);
      expect(said(exit?.log?.tail)).toEqual(['setup of 5', 'judged', 'teardown', 'handleSummary']);
    }, 180_000);
  });
});
