import { maskOf, withoutAddressSecrets } from '../lib/mask';
import type { K6LogFacts } from '../model/protocol';
import { cleanLogLine, type K6LogEntry } from './log-line';

/** What a run record keeps of them; more kinds than this come of one broken store, not of several. */
const keptCauses = 5;
const causeLength = 300;

/**
 * A batch of samples that k6 gave up, in whole or in part; it never tries again and still exits 0. grafana/k6
 * output/influxdb and grafana/xk6-output-influxdb word it differently.
 */
function isFailedWrite({ level, message, fields }: K6LogEntry): boolean {
  return (
    level === 'error' &&
    fields.source !== 'console' &&
    /^Couldn't (?:write stats|send metrics|create batch)/.test(message)
  );
}

function isLateFlush({ message, fields }: K6LogEntry): boolean {
  return fields.source !== 'console' && /^(?:The f|F)lush operation took higher than the expected/.test(message);
}

/** The reason itself: InfluxDB answers JSON (`error` in v1, `message` in v2), and k6 logs the body as it is. */
function errorText(error: string): string {
  if (!error.startsWith('{')) {
    return error;
  }
  try {
    const body = JSON.parse(error) as { readonly error?: unknown; readonly message?: unknown };
    const told = body.message ?? body.error;
    return typeof told === 'string' ? told : error;
  } catch {
    return error;
  }
}

/** How many samples were lost: what the store counted, else what was in the batch; null where the log does not tell. */
function samplesLost(error: string, points: string | undefined): number | null {
  const dropped = /\bdropped=(\d{1,12})\D*$/.exec(error)?.[1] ?? /^\d{1,12}$/.exec(points ?? '')?.[0];
  return dropped === undefined ? null : Number(dropped);
}

/** Counts what k6's log says about samples that did not reach the metric store. */
export interface LossCounter {
  count(entry: K6LogEntry): void;
  facts(): Required<Pick<K6LogFacts, 'failedWrites' | 'lateFlushes' | 'lostSamples'>>;
}

/** @param secrets values that must not reach the run record. */
export function createLossCounter(secrets: readonly string[]): LossCounter {
  let failedWrites = 0;
  let lateFlushes = 0;
  let counted = 0;
  let uncountedBatches = 0;
  const causes = new Map<string, string>();
  const masked = maskOf(secrets);

  const keepCause = (message: string, error: string): void => {
    const told = [message, error].filter((text) => text !== '').join(': ');
    const cause = cleanLogLine(withoutAddressSecrets(masked(told).slice(0, 4 * causeLength)), causeLength);
    // The same cause with other counts or ports is the same.
    const kind = cause.replace(/\d+/g, '0');
    if (!causes.has(kind) && causes.size < keptCauses) {
      causes.set(kind, cause);
    }
  };

  return {
    count(entry) {
      lateFlushes += isLateFlush(entry) ? 1 : 0;
      if (!isFailedWrite(entry)) {
        return;
      }
      failedWrites += 1;
      const error = errorText(entry.fields['error'] ?? '');
      const samples = samplesLost(error, entry.fields['points']);
      counted += samples ?? 0;
      uncountedBatches += samples === null ? 1 : 0;
      // On a terminal the fields stand behind the message, at least two spaces away.
      keepCause(entry.message.split(/ {2,}|\n/)[0] ?? '', error);
    },
    facts: () => ({
      failedWrites,
      lateFlushes,
      lostSamples: { counted, uncountedBatches, causes: [...causes.values()] },
    }),
  };
}
