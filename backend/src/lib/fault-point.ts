/**
 * The places at which it matters whether a process dies there: before and after each commit and each call on the outside
 * world. Nothing happens at them but in tests, which end, suspend or cut off the process exactly there (`npm run test:chaos`).
 */
export type FaultListener = (point: string) => Promise<void>;

let listener: FaultListener | null = null;

/** From now on, each point that this process reaches waits for the listener. For tests; null: nobody listens. */
export function listenAtFaultPoints(next: FaultListener | null): void {
  listener = next;
}

/** @param point its name, such as `judge: before` */
export async function reachFaultPoint(point: string): Promise<void> {
  if (listener !== null) {
    await listener(point);
  }
}

/** A call on the outside world between its two points. @param name the peer and what is asked of it, such as `slack POST` */
export async function betweenFaultPoints<Answer>(name: string, call: () => Promise<Answer>): Promise<Answer> {
  await reachFaultPoint(`${name}: before`);
  const answer = await call();
  await reachFaultPoint(`${name}: after`);
  return answer;
}
