import { setTimeout as sleep } from 'node:timers/promises';
import { createActors, type WorldSubject } from './actors';
import { startArena, type Arena, type ArenaTests, type Records } from './arena';
import { checkBanner, checkHistory, type Violation } from './history';
import { observe, shownBanner } from './observe';
import { isRare } from './points';
import type { Armed, FaultAct } from './protocol';
import type { Random } from './random';
import { sleptMs, type Replica } from './replica';
import { stubbornly } from './stubborn';

/** Over several worlds: how many sidecars came by each point, and how often it was broken off. */
export interface Coverage {
  readonly seen: Map<string, number>;
  readonly hit: Map<string, number>;
}

export interface WorldReport {
  readonly events: number;
  readonly deaths: number;
  /** Sleeps and cut lines. */
  readonly others: number;
  readonly violations: readonly Violation[];
  /** Of the way down at the end, in ms. */
  readonly stoppedWithinMs: number;
  readonly messages: number;
  readonly redeploys: number;
}

export interface WorldOptions {
  readonly records: Records;
  /** A redeploy takes several steps of the loop one after the other, and is rare among everything else. */
  readonly about: WorldSubject;
  readonly events: number;
  readonly random: Random;
  readonly coverage: Coverage;
  /** How often each point is to be broken off, over all worlds; then those that were broken off least. */
  readonly rounds: number;
  /** False: events alone. */
  readonly faults: boolean;
  readonly tell: (line: string) => void;
  /** No further fault or event after this instant of `performance.now()`. */
  readonly until: number;
}

/** Events under way at once. */
const crowd = 4;
/** How long each of them pauses between two events, at most: there are about as many faults as events. */
const longestPauseMs = 6_000;
/** An effect whose sidecar has died several times while it was at it waits for minutes before its next try. */
const restWithinMs = 600_000;

/** A world of its own: events and faults by chance, then rest, then what is left is held against every promise. */
export async function chaosWorld(options: WorldOptions): Promise<WorldReport> {
  const { records, random, coverage, tell } = options;
  const tests: ArenaTests = {
    reported: named('reported', 6),
    own: named('own', Math.max(4, Math.round(options.events / (options.about === 'redeploys' ? 2 : 6)))),
    deployed: named('deployed', 2),
  };
  let others = 0;
  const arena = await startArena({
    records,
    tests,
    random,
    onSeen: (point) => countOne(coverage.seen, point),
    onDeath: () => undefined,
    onBroken: (point, act) => {
      countOne(coverage.hit, point);
      others += act === 'kill' ? 0 : 1;
    },
  });
  try {
    await Promise.all(arena.replicas.map((replica) => replica.ready()));
    const actors = createActors(arena, random, { about: options.about });
    let over = false;
    const violations: Violation[] = [];
    const breaking = options.faults
      ? breakThings(arena, options, () => over, violations).then((sleeps) => (others += sleeps))
      : Promise.resolve();
    // Heard of below, when the events are over.
    breaking.catch(() => undefined);
    const done = await actOut(options, actors.next);
    over = true;
    await breaking;
    arena.listLate(0);
    await rest(arena);
    const banner = await stubbornly('the banner', async () => shownBanner(await arena.api()));
    const stopped = await Promise.all(arena.replicas.map((replica) => replica.stop()));
    const history = await observe(arena, actors.promised, banner);
    violations.push(...checkHistory(history));
    if (violations.length > 0) {
      arena.replicas.forEach((replica) => tell(`End of the log of ${replica.name}:\n${replica.logged().slice(-6000)}`));
    }
    return {
      events: done,
      deaths: arena.deaths.length,
      others,
      violations,
      stoppedWithinMs: Math.max(...stopped),
      messages: history.messages.length,
      redeploys: history.deployments.length,
    };
  } finally {
    arena.replicas.forEach((replica) => replica.kill());
    await Promise.all(arena.replicas.map((replica) => replica.stop().catch(() => 0)));
    await arena.close();
  }
}

const countOne = (times: Map<string, number>, point: string) => void times.set(point, (times.get(point) ?? 0) + 1);

export function named(what: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${what}${index + 1}`);
}

/** @returns how many events there were. */
async function actOut(
  { events, until, tell, random }: WorldOptions,
  next: ReturnType<typeof createActors>['next']
): Promise<number> {
  let begun = 0;
  const one = async (): Promise<void> => {
    while (begun < events && performance.now() < until) {
      begun += 1;
      const { what, act } = next();
      await act().catch((error: unknown) => {
        tell(`${what} did not succeed: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      });
      await sleep(random.int(longestPauseMs));
    }
  };
  await Promise.all(Array.from({ length: crowd }, one));
  return begun;
}

/** One fault after the other, each where there were too few, until the events are over. @returns how many sleeps at any time */
async function breakThings(
  arena: Arena,
  { random, coverage, rounds, records, about, until }: WorldOptions,
  isOver: () => boolean,
  violations: Violation[]
): Promise<number> {
  let sleeps = 0;
  const isDone = () => isOver() || performance.now() > until;
  while (!isDone()) {
    const replica = random.pick(arena.replicas);
    const drawn = random.next();
    if (drawn < 0.05) {
      replica.kill();
      await sleep(50);
    } else if (drawn < 0.1) {
      sleeps += 1;
      await replica.sleep(sleptMs);
    } else {
      const leastAlone = random.chance(0.8);
      const points = pointsToBreak(coverage, leastAlone ? 1 : rounds);
      const hit = leastAlone || random.chance(0.5) ? 1 : 1 + random.int(3);
      const armed = (among: readonly string[]): Armed => ({
        acts: Object.fromEntries(among.map((point) => [point, actAt(records, coverage.hit.get(point) ?? 0)])),
        hit,
      });
      const first = about === 'redeploys' && leastAlone ? rarest(points, coverage) : points;
      const restarted = drawn < 0.25 ? replica : null;
      await breakAt(arena, restarted, [armed(first), armed(points)], brokenOff(coverage), isDone);
    }
    if (!isDone()) {
      await replica.ready();
      violations.push(...(await bannerAfter(arena, replica)));
      await waitUnless(isDone, random.int(longestCalmMs[about]));
    }
  }
  return sleeps;
}

/** Each point dies first, then loses its database, then sleeps for longer than its leases; what is alone in its process only dies. */
function actAt(records: Records, hitsBefore: number): FaultAct {
  return records === 'PGlite' ? 'kill' : ((['kill', 'wait', 'sleep'] as const)[hitsBefore % 3] ?? 'kill');
}

/** Between two faults, in ms: whatever takes seconds, such as a run with its redeploy, must succeed sometimes. */
const longestCalmMs: Readonly<Record<WorldSubject, number>> = { everything: 2_000, redeploys: 6_000 };

async function waitUnless(isEnough: () => boolean, ms: number): Promise<void> {
  const giveUpAt = performance.now() + ms;
  while (performance.now() < giveUpAt && !isEnough()) {
    await sleep(20);
  }
}

/** How often any point was broken off so far. */
const brokenOff = (coverage: Coverage) => (): number =>
  [...coverage.hit.values()].reduce((sum, times) => sum + times, 0);

/**
 * Every point that was broken off fewer times than this, or else those that were broken off least; whichever comes first, so
 * that one that many runs come by does not wait for one that few do.
 */
function pointsToBreak({ seen, hit }: Coverage, fewerThan: number): readonly string[] {
  const times = (point: string) => hit.get(point) ?? 0;
  const least = Math.min(...[...seen.keys()].filter((point) => !isRare(point)).map(times));
  const atMost = Math.max(fewerThan - 1, least);
  return [...seen.keys()].filter((point) => times(point) <= atMost);
}

/**
 * The quarter that the fewest sidecars came by: what lies at the end of a long way is not reached while what lies before it
 * breaks off.
 */
function rarest(points: readonly string[], { seen }: Coverage): readonly string[] {
  const reached = (point: string) => seen.get(point) ?? 0;
  const times = points.filter((point) => !isRare(point)).map(reached);
  const atMost = times.sort((a, b) => a - b)[Math.floor((times.length - 1) / 4)] ?? 0;
  return points.filter((point) => reached(point) <= atMost);
}

/** How long a point is waited for, also while a sidecar goes down and the next one comes up, in ms. */
const patienceMs = 8_000;

/**
 * Whichever sidecar comes first to one of its points.
 *
 * @param armed at first, and after half of the time; on the way down and up the second one alone
 * @param restarted some points are met on the way down and on the way up alone; null: nobody is sent there
 */
async function breakAt(
  arena: Arena,
  restarted: Replica | null,
  [first, then]: readonly [Armed, Armed],
  timesBroken: () => number,
  isOver: () => boolean
): Promise<void> {
  const before = timesBroken();
  const isEnough = () => timesBroken() !== before || isOver();
  arena.replicas.filter((each) => each !== restarted).forEach((each) => each.arm(first));
  restarted?.restart(then);
  await waitUnless(isEnough, patienceMs / 2);
  if (!isEnough()) {
    arena.replicas.forEach((each) => each.arm(then));
    await waitUnless(isEnough, patienceMs / 2);
  }
  arena.replicas.forEach((each) => each.arm(null));
}

/** A banner follows the records within 5 s by design; on a machine that starts a process meanwhile, within this, in ms. */
const bannerFollowsWithinMs = 10_000;
const bannerLooksForMs = 20_000;

/** After every crash the banner says what the records say; it may be late, so what is wrong has to stay so while the records do not change. */
async function bannerAfter(arena: Arena, replica: Replica): Promise<Violation[]> {
  const giveUpAt = performance.now() + bannerLooksForMs;
  let wrongFor = '';
  let wrongSince = 0;
  while (performance.now() < giveUpAt) {
    try {
      const api = await arena.apiOf(replica);
      const open = async () =>
        (await api.incidents({ open: true })).map(({ id, test, state, lastRunId }) => ({ id, test, state, lastRunId }));
      const incidents = await open();
      const banner = await shownBanner(api);
      const records = JSON.stringify(incidents);
      if (records === JSON.stringify(await open())) {
        const violations = checkBanner({ banner, records: { runs: [], effects: [], remediations: [], incidents } });
        if (violations.length === 0) {
          return [];
        }
        if (wrongFor !== records) {
          wrongFor = records;
          wrongSince = performance.now();
        }
        if (performance.now() - wrongSince > bannerFollowsWithinMs) {
          return violations;
        }
      }
    } catch {
      // It may have died again, or its database may be away: whoever comes next is asked.
      wrongFor = '';
    }
    await sleep(100);
  }
  return [];
}

/** Until nothing is under way any more, or for so long that what is left is a fault. */
export async function rest(arena: Arena): Promise<void> {
  const giveUpAt = performance.now() + restWithinMs;
  let still = 0;
  while (still < 3 && performance.now() < giveUpAt) {
    still = (await isAtRest(arena).catch(() => false)) ? still + 1 : 0;
    await sleep(400);
  }
}

async function isAtRest(arena: Arena): Promise<boolean> {
  const api = await arena.api();
  // Before the runs: the run of one that has just been started is among them.
  const { tests } = await api.call('read', 'listLoadTests');
  const figure = await arena.figuresOf();
  const open = await api.incidents({ open: true });
  const runs = await api.runs();
  return (
    tests.every(({ lastDeployment }) => lastDeployment?.state !== 'waiting') &&
    figure('loadtest_effects_pending') === 0 &&
    figure('loadtest_runs_waiting_to_be_judged') === 0 &&
    open.every(({ state }) => state === 'actionRequired') &&
    runs.every(
      ({ verdict, diagnosis, counts }) => verdict !== null && (verdict !== 'failed' || !counts || diagnosis !== null)
    )
  );
}
