import { contentHash } from '../lib/content-hash';
import type { LoadTest } from '../model/load-test';
import { findRun } from './repository';
import type { RunRow } from './rows';
import { type Starting, startRun } from './start';

/** How long the verdict of a gate's run is an answer, in ms: the system may be another one by then. */
const answerGoodForMs = 60 * 60 * 1000;

/**
 * The run that answers a gate: started when the gate is first asked, and the same one however often it is asked again, by
 * whichever sidecar. An hour after its verdict the gate is asked anew, and another run is started.
 *
 * @param asked what tells one question from another: the same canary and revision are the same question.
 */
export async function runOfGate(
  starting: Starting,
  test: LoadTest,
  asked: Readonly<Record<string, unknown>>,
  startedBy: string
): Promise<RunRow> {
  const question = `${test.name.slice(0, 60)}-gate-${contentHash({ test: test.name, asked }).slice(0, 16)}`;
  for (let time = 1; ; time += 1) {
    const id = `${question}-${time}`;
    const run = await findRun(starting.db, id);
    if (run === null) {
      return startRun(starting, test, 'manual', startedBy, id);
    }
    if (run.judgedAt === null || starting.now().getTime() - run.judgedAt.getTime() < answerGoodForMs) {
      return run;
    }
  }
}
