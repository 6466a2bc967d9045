import type { ScriptStep } from '../../backend/src/testing/fakes/scripted-server';
import { standardSignature } from '../../backend/src/lib/standard-webhooks';
import { announcedLoad, endpointDown, healthy, partsOf, slowStart, tooFewRequests, type Load } from '../scenarios/load';
import { waitUntil } from '../stack/wait-until';
import type { Arena } from './arena';
import type { History } from './history';
import type { Random } from './random';
import { expectAnswer, stubbornly } from './stubborn';

/** What one event of a chaos run is. Each resolves when it has been taken, by whichever sidecar. */
export type Act = () => Promise<void>;

export interface Actors {
  /** Draws the next event. */
  next(): { readonly what: string; readonly act: Act };
  /** Runs whose outcome was promised so far. */
  readonly promised: History['promised'];
}

interface Outcome {
  readonly verdict: string;
  readonly load: (options: { readonly endedAt: Date }) => Load;
}
const failures: readonly Outcome[] = [
  { verdict: 'failed', load: endpointDown },
  { verdict: 'failed', load: slowStart },
  { verdict: 'inconclusive', load: tooFewRequests },
];
const passes: Outcome = { verdict: 'passed', load: healthy };

/** Between the ends of two runs of one load test, so that the next one starts after the last one has ended. */
const spacingMs = 3 * 60_000;

/** What most events of a world are: reports of all kinds, or runs that fail so that they are redeployed. */
export type WorldSubject = 'everything' | 'redeploys';

/**
 * Everybody who does something to the sidecars, by chance.
 *
 * @param runsAgain also load tests of the sidecar's own that have failed before, whose redeploys it refuses
 */
export function createActors(
  arena: Arena,
  random: Random,
  { about = 'everything', runsAgain = false }: { readonly about?: WorldSubject; readonly runsAgain?: boolean } = {}
): Actors {
  const ownRunsUpTo = about === 'redeploys' ? 0.78 : 0.46;
  const promised: Array<{ runId: string; verdicts: readonly string[] }> = [];
  const begunAt = Date.now() - 10 * 3_600_000;
  const reportedRuns = new Map<string, number>();
  /** Runs of one load test are reported one after the other. */
  const busy = new Map<string, Promise<unknown>>();
  const unused = [...arena.tests.own];
  let deployments = 0;

  function inTurn(test: string, act: Act): Promise<void> {
    const after = (busy.get(test) ?? Promise.resolve()).then(act, act);
    busy.set(test, after);
    return after;
  }

  /** Somebody else's k6: announced, streamed, and both parts sent, each perhaps twice, in whichever order. */
  async function report(test: string, { verdict, load }: Outcome): Promise<void> {
    const index = reportedRuns.get(test) ?? 0;
    reportedRuns.set(test, index + 1);
    const id = `${test}-${String(index)}`;
    const run = load({ endedAt: new Date(begunAt + index * spacingMs) });
    const announcement = {
      id,
      test,
      target: `http://${test}.shop.example`,
      reporter: 'cli' as const,
      startedAt: run.startedAt.toISOString(),
      scriptHash: await stubbornly('the catalogue', () => scriptHash(test)),
      ...announcedLoad,
    };
    await stubbornly(`announcing ${id}`, async () => {
      const { status, body } = await (await arena.api()).announce(announcement);
      expectAnswer(status, [200, 201], body);
    });
    await stubbornly(`the samples of ${id}`, () => arena.write(run.lines(id)));
    const parts = random.chance(0.5) ? [...partsOf(run)] : [...partsOf(run)].reverse();
    const sent = [...parts, ...(random.chance(0.2) ? parts.slice(0, 1) : [])];
    for (const part of sent) {
      await stubbornly(`a part of ${id}`, async () => {
        const { status, body } = await (await arena.api()).sendPart(id, part);
        expectAnswer(status, [202], body);
      });
    }
    promised.push({ runId: id, verdicts: [verdict] });
  }

  async function scriptHash(test: string): Promise<string> {
    const { tests } = await (await arena.api()).call('read', 'listLoadTests');
    return tests.find(({ name }) => name === test)?.scriptHash ?? '';
  }

  /** The sidecar's own k6; one that is interrupted with its sidecar is errored, never passed. */
  async function runNow(test: string, outcome: Outcome): Promise<void> {
    await arena.k6.plan(test, outcome.load({ endedAt: new Date() }));
    const id = await stubbornly(`starting ${test}`, async () => (await arena.api()).runNow(test));
    promised.push({ runId: id, verdicts: [outcome.verdict, 'errored', 'inconclusive'] });
    let last = 'never seen';
    await waitUntil(
      `the verdict of ${id}`,
      async () => {
        try {
          const { status, verdict } = await (await arena.api()).run(id);
          last = status;
          return verdict ?? undefined;
        } catch {
          return undefined;
        }
      },
      { withinMs: 600_000, details: () => `It is ${last}.` }
    );
  }

  async function deploy(test: string): Promise<void> {
    deployments += 1;
    const id = `dpl_ci_${deployments}`;
    await arena.k6.plan(test, healthy());
    const body = JSON.stringify({
      deploymentId: id,
      environment: test,
      url: null,
      commit: { id: String(deployments).padStart(40, 'a'), message: null },
      createdAt: new Date().toISOString(),
    });
    await stubbornly(`deploying ${id}`, async () => {
      const api = await arena.api();
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = standardSignature(arena.deploymentsSecret, { id, timestamp, body }).toString('base64');
      const { status, body: answer } = await api.request('POST', '/webhooks/deployments', {
        body: JSON.parse(body),
        headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
      });
      expectAnswer(status, [200, 202], answer);
    });
  }

  /** An open incident is seen, closed or rejected; that another one was quicker is no fault. */
  async function person(): Promise<void> {
    const act = random.pick(['acknowledge', 'acknowledge', 'acknowledge', 'reject', 'approve', 'close']);
    await stubbornly(`to ${act}`, async () => {
      const api = await arena.api();
      const open = await api.incidents({ open: true });
      const incident = open[random.int(open.length)];
      if (incident === undefined) {
        return;
      }
      const reason = act === 'close' || act === 'reject' ? { reason: 'chaos' } : {};
      const { status, body } = await api.request('POST', `/api/v1/incidents/${incident.id}/${act}`, {
        key: 'person',
        body: reason,
      });
      expectAnswer(status, [200, 201, 202, 204, 409, 404], body);
    });
  }

  /** Somebody outside is slow, refuses, or does what it was asked for and loses its answer. */
  function misbehave(): Promise<void> {
    const peer = random.pick([arena.slack, arena.slack, arena.vercel, arena.grafana, arena.anthropic]);
    const times = 1 + random.int(2);
    peer.script(
      random.pick<ScriptStep>([
        { do: 'actThenDrop', times },
        { do: 'actThenBreakOff', times },
        { do: 'actThenAnswer', status: 502, body: {}, times },
        { do: 'answer', status: 503, body: {}, times },
        { do: 'rateLimit', retryAfterSeconds: 1, times },
        { do: 'delay', ms: 1500, times },
      ])
    );
    if (random.chance(0.3)) {
      arena.listLate(random.chance(0.5) ? 3000 : 0);
    }
    return Promise.resolve();
  }

  return {
    promised,
    next() {
      const drawn = random.next();
      if (drawn < 0.12) {
        return { what: 'misbehave', act: misbehave };
      }
      if (drawn < 0.2) {
        return { what: 'person', act: person };
      }
      if (drawn < 0.3 && arena.tests.deployed.length > 0) {
        const test = random.pick(arena.tests.deployed);
        return { what: `deploy ${test}`, act: () => inTurn(test, () => deploy(test)) };
      }
      if (drawn < ownRunsUpTo && (unused.length > 0 || runsAgain)) {
        const test = unused.shift() ?? random.pick(arena.tests.own);
        const failure = { verdict: 'failed', load: random.chance(0.75) ? slowStart : endpointDown };
        return {
          what: `run ${test}`,
          act: () => inTurn(test, () => runNow(test, failure)),
        };
      }
      const test = random.pick(arena.tests.reported);
      const outcome = random.chance(0.4) ? passes : random.pick(failures);
      return { what: `report ${test}`, act: () => inTurn(test, () => report(test, outcome)) };
    },
  };
}
