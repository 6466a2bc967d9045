import type { RunPart } from '../model/protocol';
import { persistentReporter } from './report';

const part = { part: 'exitCode', instance: '0' } as RunPart;
const start = new Date('2026-11-23T12:00:00Z');
const secondsAfterStart = (seconds: number) => new Date(start.getTime() + seconds * 1000);

/** A database that is away for so many seconds, and a clock that goes on only while somebody sleeps. */
function setUp({ awayForSeconds, error = new Error('connection lost') }: { awayForSeconds: number; error?: Error }) {
  let clock = start;
  const draining = new AbortController();
  const triedAtSeconds: number[] = [];
  const logged: string[] = [];
  const log = (level: string) => (_details: object, message: string) => void logged.push(`${level}: ${message}`);
  let onSleep: (ms: number) => void = () => undefined;
  const reporter = persistentReporter(
    {
      mayStart: async () => 'yes',
      started: async () => undefined,
      part: async () => {
        const seconds = (clock.getTime() - start.getTime()) / 1000;
        triedAtSeconds.push(seconds);
        if (seconds < awayForSeconds) {
          throw error;
        }
      },
      couldNotStart: async () => undefined,
    },
    {
      logger: { info: log('info'), warn: log('warn'), error: log('error') },
      draining: draining.signal,
      now: () => clock,
      sleep: async (ms, signal) => {
        onSleep(ms);
        clock = signal?.aborted ? clock : new Date(clock.getTime() + ms);
      },
    }
  );
  return {
    reporter,
    draining,
    triedAtSeconds,
    logged,
    whenSleeping: (what: (ms: number) => void) => (onSleep = what),
    given: () => logged.some((line) => line.includes('the run is closed at its deadline')),
  };
}

describe('persistentReporter', () => {
  it('keeps a part through an outage as long as the run may still be reported, and tries every 15 s', async () => {
    const { reporter, triedAtSeconds, given, logged } = setUp({ awayForSeconds: 1800 });
    await reporter.part('run-1', part, secondsAfterStart(3660));
    expect(given()).toBe(false);
    expect(triedAtSeconds.slice(0, 7)).toEqual([0, 0.25, 1.25, 5.25, 20.25, 35.25, 50.25]);
    expect(triedAtSeconds.at(-1)).toBeLessThan(1815);
    // An hour without a database is told in a few lines.
    expect(logged.length).toBeLessThan(8);
    expect(logged.at(-1)).toBe('info: the exitCode of a run is recorded at last');
  });

  it('gives up when the run is closed anyway, and says so', async () => {
    const { reporter, triedAtSeconds, given } = setUp({ awayForSeconds: Infinity });
    await reporter.part('run-1', part, secondsAfterStart(120));
    expect(given()).toBe(true);
    expect(triedAtSeconds.at(-1)).toBeGreaterThanOrEqual(120);
    expect(triedAtSeconds.at(-1)).toBeLessThan(136);
  });

  it('tries a few times even where that time is over already', async () => {
    const { reporter, triedAtSeconds, given } = setUp({ awayForSeconds: 5 });
    await reporter.part('run-1', part, secondsAfterStart(-10));
    expect(given()).toBe(false);
    expect(triedAtSeconds).toEqual([0, 0.25, 1.25, 5.25]);
  });

  it('asks once where the answer is a refusal', async () => {
    const error = Object.assign(new Error('already judged'), { status: 409 });
    const { reporter, triedAtSeconds, given } = setUp({ awayForSeconds: Infinity, error });
    await reporter.part('run-1', part, secondsAfterStart(3660));
    expect(triedAtSeconds).toEqual([0]);
    expect(given()).toBe(true);
  });

  it('tries five times over 20 s when the sidecar is already going down', async () => {
    const { reporter, draining, triedAtSeconds, given } = setUp({ awayForSeconds: Infinity });
    draining.abort();
    await reporter.part('run-1', part, secondsAfterStart(3660));
    expect(triedAtSeconds).toHaveLength(5);
    expect(given()).toBe(true);
  });

  it('tries at once, and then no longer than that, when the sidecar goes down during an outage', async () => {
    const { reporter, draining, triedAtSeconds, given, whenSleeping } = setUp({ awayForSeconds: Infinity });
    let sleeps = 0;
    whenSleeping(() => (sleeps += 1) === 10 && draining.abort());
    await reporter.part('run-1', part, secondsAfterStart(3660));
    const drainedAtSeconds = 95.25;
    expect(triedAtSeconds.slice(9)).toEqual([0, 0, 0.25, 1.25, 5.25, 20.25].map((after) => drainedAtSeconds + after));
    expect(given()).toBe(true);
  });
});
