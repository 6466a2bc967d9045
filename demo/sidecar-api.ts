import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, createApiClient } from '../src/api/client';
import type { RunDetail, Schemas } from '../src/api/request';

/** The few routes of the sidecar that the demo uses, as any client would. */
export interface SidecarApi {
  runNow(test: string): Promise<string>;
  run(id: string): Promise<RunDetail>;
  /** Waits until the run is judged, diagnosed, and everything that follows from it is delivered or refused. */
  settled(id: string, onProgress: (run: RunDetail) => void): Promise<RunDetail>;
  banner(): Promise<Schemas['Banner']>;
  /** Waits for the run that verifies the redeploy of a load test. @returns its id. */
  verification(test: string): Promise<string>;
  /** Waits for the run that the schedule of a load test starts at a tick. @returns its id. */
  scheduled(test: string, tick: Date): Promise<string>;
}

const pollMs = 250;
const longestMs = 180_000;

export function sidecarApi(url: string, key: string): SidecarApi {
  const api = createApiClient(url, key);
  const run = (id: string) => api.call('getRun', { path: { id } });
  /** One that a deployment starts is not there before the deployment serves. */
  const runOnceThere = (id: string) =>
    run(id).catch((error: unknown) => {
      if (error instanceof ApiError && error.reply.status === 404) {
        return null;
      }
      throw error;
    });

  return {
    run,
    runNow: async (name) => (await api.call('runLoadTest', { path: { name } })).id,
    async settled(id, onProgress) {
      const giveUpAt = Date.now() + longestMs;
      let quietSince: number | null = null;
      for (;;) {
        const current = await runOnceThere(id);
        if (current !== null) {
          onProgress(current);
        }
        const done =
          current !== null &&
          current.verdict !== null &&
          current.storeCheck?.kind !== 'pending' &&
          (current.verdict !== 'failed' || current.diagnosis !== null) &&
          current.effects.every((effect) => effect.settledAt !== null);
        // One effect's end may plan the next one; two quiet looks in a row are the end.
        if (done && quietSince !== null && Date.now() - quietSince >= pollMs) {
          return current;
        }
        quietSince = done ? (quietSince ?? Date.now()) : null;
        if (Date.now() > giveUpAt) {
          throw new Error(
            `run ${id} was not settled within ${longestMs / 1000} s (status ${current?.status ?? 'none'})`
          );
        }
        await wait(pollMs);
      }
    },
    banner: () => api.call('getBanner'),
    async verification(test) {
      const giveUpAt = Date.now() + longestMs;
      for (;;) {
        const { runs } = await api.call('listRuns', { query: { test: [test], trigger: ['verification'] } });
        if (runs[0] !== undefined) {
          return runs[0].id;
        }
        if (Date.now() > giveUpAt) {
          throw new Error(`no run has verified the redeploy of ${test} within ${longestMs / 1000} s`);
        }
        await wait(pollMs);
      }
    },
    async scheduled(name, tick) {
      for (;;) {
        const { tests } = await api.call('listLoadTests');
        const last = tests.find((test) => test.name === name)?.lastTick ?? null;
        if (last !== null && Date.parse(last.at) === tick.getTime()) {
          if (last.runId === null) {
            throw new Error(`the schedule of ${name} started no run: ${last.reason}`);
          }
          return last.runId;
        }
        if (Date.now() > tick.getTime() + longestMs) {
          throw new Error(`the schedule of ${name} has started nothing at ${tick.toISOString()}`);
        }
        await wait(pollMs);
      }
    },
  };
}
