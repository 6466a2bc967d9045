import type { LoadTest, MaintenanceWindow } from '../model/load-test';
import { nextTick } from './ticks';

const minuteMs = 60_000;
/** More windows than this in a row have no gap between them that anybody meant. */
const windowLimit = 1000;

/** A maintenance window that is open. */
export interface OpenWindow {
  /** When the last of those that follow each other without a gap closes. */
  readonly endsAt: Date;
  readonly reason: string;
}

type Windowed = Pick<LoadTest, 'maintenanceWindows'>;

/** The window that is open at this instant, its beginning included and its end not; null where none is. */
export function maintenanceAt({ maintenanceWindows }: Windowed, at: Date): OpenWindow | null {
  let last = latestAt(maintenanceWindows, at);
  const reason = last?.reason;
  for (let tries = 0; last !== null && tries < windowLimit; tries += 1) {
    const next = latestAt(maintenanceWindows, last.endsAt);
    if (next === null) {
      break;
    }
    last = next;
  }
  return last === null || reason === undefined ? null : { endsAt: last.endsAt, reason };
}

/** The first instant that comes this much time after `from`, when maintenance windows do not count. */
export function afterMaintenance(test: Windowed, from: Date, ms: number): Date {
  let at = from;
  let left = ms;
  for (let tries = 0; tries < windowLimit; tries += 1) {
    at = maintenanceAt(test, at)?.endsAt ?? at;
    const begins = test.maintenanceWindows.flatMap((window) => nextTick(window, at)?.getTime() ?? []);
    const until = Math.min(...begins);
    if (at.getTime() + left <= until) {
      break;
    }
    left -= until - at.getTime();
    at = new Date(until);
  }
  return new Date(at.getTime() + left);
}

function openWindow(window: MaintenanceWindow, at: Date): OpenWindow | null {
  const lastsMs = window.durationMinutes * minuteMs;
  let begins: Date | null = null;
  let next = nextTick(window, new Date(at.getTime() - lastsMs));
  // One that is shorter than the time to its next beginning has at most one here; others have the last one.
  for (let tries = 0; next !== null && next <= at && tries < windowLimit; tries += 1) {
    begins = next;
    next = nextTick(window, next);
  }
  // Its end is outside of it.
  return begins === null || begins.getTime() + lastsMs <= at.getTime()
    ? null
    : { endsAt: new Date(begins.getTime() + lastsMs), reason: window.reason };
}

/** Of those that are open at this instant, the one that closes last. */
function latestAt(windows: readonly MaintenanceWindow[], at: Date): OpenWindow | null {
  return windows.reduce<OpenWindow | null>((last, window) => {
    const open = openWindow(window, at);
    return open !== null && (last === null || open.endsAt > last.endsAt) ? open : last;
  }, null);
}
