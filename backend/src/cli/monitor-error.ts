import { exitCodes } from './context';
import type { Answer } from './sidecar';

/** The monitor has not done what a command needs: it could not be asked, or it refused. */
export class MonitorError extends Error {
  override readonly name = 'MonitorError';

  /** @param message what is wrong, for the person. */
  constructor(
    message: string,
    readonly exitCode: number
  ) {
    super(message);
  }
}

/**
 * The body of an answer that was taken.
 * @param what was wanted, such as `the load tests cannot be listed`
 * @throws MonitorError for any other answer
 */
export function bodyOf(answer: Answer, what: string): unknown {
  if (answer.kind === 'taken') {
    return answer.body;
  }
  throw new MonitorError(`${what}: ${answer.reason}`, answer.kind === 'refused' ? exitCodes.usage : exitCodes.notTold);
}
