import { setTimeout as sleep } from 'node:timers/promises';

/** What a sidecar that is up has answered and that no further try will change. */
export class Refused extends Error {}

/** As a reporter does: again and again until it is answered, whoever dies meanwhile. */
export async function stubbornly<Answer>(
  what: string,
  act: () => Promise<Answer>,
  withinMs = 600_000
): Promise<Answer> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refused || performance.now() > giveUpAt) {
        throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
      await sleep(150);
    }
  }
}

/** Statuses after which another try may be answered otherwise. */
const tryAgain = [408, 425, 429, 500, 502, 503, 504];

/** @returns the status where it is one of those wanted; throws what tells whether to try again. */
export function expectAnswer(status: number, wanted: readonly number[], body: unknown): number {
  if (wanted.includes(status)) {
    return status;
  }
  const text = `answered ${status}: ${JSON.stringify(body)}`;
  throw tryAgain.includes(status) ? new Error(text) : new Refused(text);
}
