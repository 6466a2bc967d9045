import { join } from 'node:path';
import type { LoadTest } from '../model/load-test';
import type { MayStart } from '../model/run';
import { createRunner } from './runner';
import { createFakeK6, eventually } from './testing/fake-k6';
import { fakeLoadTest } from './testing/load-test';

const fake = createFakeK6();
afterAll(fake.remove);

const loadTest = (name: string): LoadTest => fakeLoadTest(fake, name);

/** A runner that is answered so, one after the other, when it asks whether it may start; then `yes`. */
function answered(answers: MayStart[], asked: () => void = () => undefined) {
  const reports: string[] = [];
  const runner = createRunner({
    k6Bin: fake.k6Bin,
    output: null,
    report: {
      mayStart: async () => {
        asked();
        return answers.shift() ?? 'yes';
      },
      started: async () => void reports.push('started'),
      part: async (_runId, part) => void reports.push(part.part),
      couldNotStart: async () => void reports.push('couldNotStart'),
    },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    workDirectory: join(fake.directory, 'work'),
    environment: { PATH: process.env.PATH },
    sleep: async () => undefined,
  });
  const isIdle = () => runner.status().running.length + runner.status().queued.length === 0;
  return { runner, reports, idle: () => eventually(isIdle, 'the runner is idle') };
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
