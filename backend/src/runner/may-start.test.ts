import { join } from 'node:path';
import type { LoadTest } from '../model/load-test';
import type { MayStart } from '../model/run';
import { createRunner } from './runner';
import { createFakeK6, eventually, untilIdle } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

const fake = createFakeK6();
afterAll(fake.remove);

const loadTest = (name: string): LoadTest => fakeLoadTest(fake, name);

/** A runner that is answered so, one after the other, when it asks whether it may start; then `yes`. */
function answered(
  answers: MayStart[],
  asked: (runId: string, how: { readonly overtakes: boolean }) => void = () => undefined
) {
  let clock = new Date('2026-11-23T12:00:00Z');
  const reports: string[] = [];
  const runner = createRunner({
    k6Bin: fake.k6Bin,
    output: null,
    report: {
      mayStart: async (runId, how) => {
        asked(runId, how);
        return answers.shift() ?? 'yes';
      },
      started: async () => void reports.push('started'),
      part: async (_runId, part) => void reports.push(part.part),
      couldNotStart: async () => void reports.push('couldNotStart'),
    },
    now: () => clock,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    workDirectory: join(fake.directory, 'work'),
    environment: { PATH: process.env.PATH },
    sleep: async (ms) => void (clock = new Date(clock.getTime() + ms)),
  });
  return { runner, reports, idle: () => untilIdle(runner) };
}

describe('the runner of one of several sidecars', () => {
  it('waits while another sidecar loads the target, or while nobody can tell, and then starts', async () => {
    const { runner, reports, idle } = answered(['targetBusy', 'targetBusy', 'recordsAway']);
    const test = loadTest('in-turn');
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(reports).toEqual(['started', 'exitCode', 'summary']);
    expect(fake.runsOf(test.script)).toHaveLength(1);
  });

  it('neither starts nor reports a run that another sidecar has taken over, and goes on with the next', async () => {
    const { runner, reports, idle } = answered(['no']);
    const [lost, next] = [loadTest('lost'), loadTest('next')];
    runner.enqueue({ runId: 'run-1', test: lost });
    runner.enqueue({ runId: 'run-2', test: next });
    await idle();
    expect(fake.runsOf(lost.script)).toEqual([]);
    expect(fake.runsOf(next.script)).toHaveLength(1);
    expect(reports).toEqual(['started', 'exitCode', 'summary']);
  });

  it('lets an older run of another sidecar go first, for 30 s while its target is idle', async () => {
    const asked: boolean[] = [];
    const never = Array.from({ length: 31 }, (): MayStart => 'notItsTurn');
    const { runner, idle } = answered([...never], (_runId, { overtakes }) => asked.push(overtakes));
    runner.enqueue({ runId: 'run-1', test: loadTest('patient') });
    await idle();
    expect(asked.map((overtakes, second) => [second, overtakes]).filter(([, overtakes]) => overtakes)).toEqual([
      [30, true],
      [31, true],
    ]);
  });

  it('waits anew where the target was loaded meanwhile', async () => {
    const asked: boolean[] = [];
    const answers = Array.from({ length: 40 }, (_, second): MayStart => (second === 20 ? 'targetBusy' : 'notItsTurn'));
    const { runner, idle } = answered([...answers], (_runId, { overtakes }) => asked.push(overtakes));
    runner.enqueue({ runId: 'run-1', test: loadTest('patient-anew') });
    await idle();
    expect(asked).toEqual(Array.from({ length: 41 }, () => false));
  });

  it('takes no place from other targets while it waits', async () => {
    const answers = new Map<string, MayStart>([['1', 'targetBusy']]);
    const started: string[] = [];
    const runner = createRunner({
      k6Bin: fake.k6Bin,
      output: null,
      maxParallelRuns: 1,
      report: {
        mayStart: async (runId) => answers.get(runId) ?? 'yes',
        started: async (runId) => void started.push(runId),
        part: async () => void answers.clear(),
        couldNotStart: async () => undefined,
      },
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      workDirectory: join(fake.directory, 'work'),
      environment: { PATH: process.env.PATH },
      sleep: () => new Promise((resolve) => setTimeout(resolve, 20)),
    });
    runner.enqueue({ runId: '1', test: loadTest('waits') });
    runner.enqueue({ runId: '2', test: fakeLoadTest(fake, 'goes', {}, { target: 'http://api.example.com' }) });
    await eventually(() => started.length === 2, 'both have started');
    await untilIdle(runner);
    expect(started).toEqual(['2', '1']);
  });

  it('can be stopped while it waits for another sidecar', async () => {
    const { runner, reports, idle } = answered(
      ['targetBusy', 'targetBusy'],
      () => void runner.stop('run-1', { byPerson: true })
    );
    const test = loadTest('stopped-in-turn');
    runner.enqueue({ runId: 'run-1', test });
    await idle();
    expect(fake.runsOf(test.script)).toEqual([]);
    expect(reports).toEqual(['exitCode']);
  });
});
