import type { Delivery } from './deliver';
import type { SpooledItem, Spool } from './spool';

const callsIn = (count: number): string => `${count} ${count === 1 ? 'report' : 'reports'}`;

function runsIn(items: readonly SpooledItem[]): string {
  return [...new Set(items.map((item) => item.runId))].join(', ');
}

/**
 * Says what became of a delivery, in at most a few lines; nothing when there was nothing to deliver.
 * @param about `runId`: the run that has just ended, null when only earlier ones were delivered.
 */
export function describeDelivery(
  { delivered, rejected, waiting, because }: Delivery,
  about: {
    readonly say: (line: string) => void;
    readonly runId: string | null;
    readonly spool: Spool;
    /** Where a browser shows the run; null: nowhere that is known. Left out: no run has just ended. */
    readonly url?: string | null;
  }
): void {
  const { say, runId, spool, url } = about;
  const isEarlier = (item: SpooledItem): boolean => item.runId !== runId;
  const earlier = delivered.filter(isEarlier);
  if (earlier.length > 0) {
    say(`delivered what was waiting on disk: ${callsIn(earlier.length)} of ${runsIn(earlier)}`);
  }
  for (const { item, reason, movedTo } of rejected) {
    say(`the monitor refused the ${item.kind === 'part' ? 'report' : 'announcement'} of run ${item.runId}: ${reason}`);
    say(`it is kept in ${movedTo}`);
  }
  if (waiting.length > 0) {
    say(`not delivered: ${because ?? 'given up'}`);
    say(`${callsIn(waiting.length)} of ${runsIn(waiting)} wait in ${spool.directory}; "loadtests flush" sends them`);
  }
  const own = (items: readonly SpooledItem[]): boolean => items.some((item) => !isEarlier(item));
  if (url !== undefined && !own(waiting) && !own(rejected.map(({ item }) => item))) {
    say(`run ${runId} reported, see ${url ?? `"loadtests show ${runId}"`}`);
  }
}
