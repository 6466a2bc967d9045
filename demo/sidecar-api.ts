import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { runDetailSchema, type RunDetailView } from '../backend/src/api/run-view';

const bannerSchema = z.object({
  state: z.enum(['ok', 'action_required', 'unknown']),
  since: z.string().nullable(),
  incidents: z.array(
    z.object({
      test: z.string(),
      title: z.string(),
      diagnosis: z.string(),
      reason: z.string().nullable(),
      virtualUsers: z.number().nullable(),
      p95ResponseTimeMs: z.number().nullable(),
      errorRate: z.number().nullable(),
      runDate: z.string(),
      runId: z.string(),
      runUrl: z.string().nullable(),
    })
  ),
});
export type BannerAnswer = z.infer<typeof bannerSchema>;

/** The few routes of the sidecar that the demo uses, as any client would. */
export interface SidecarApi {
  runNow(test: string): Promise<string>;
  run(id: string): Promise<RunDetailView>;
  /** Waits until the run is judged, diagnosed, and everything that follows from it is delivered or refused. */
  settled(id: string, onProgress: (run: RunDetailView) => void): Promise<RunDetailView>;
  banner(): Promise<BannerAnswer>;
}

const pollMs = 250;
const longestMs = 180_000;

export function sidecarApi(url: string, key: string): SidecarApi {
  async function call(method: string, path: string): Promise<unknown> {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    return response.json();
  }
  const run = async (id: string) => runDetailSchema.parse(await call('GET', `/api/v1/runs/${id}`));

  return {
    run,
    async runNow(test) {
      return z.object({ id: z.string() }).parse(await call('POST', `/api/v1/tests/${test}/runs`)).id;
    },
    async settled(id, onProgress) {
      const giveUpAt = Date.now() + longestMs;
      let quietSince: number | null = null;
      for (;;) {
        const current = await run(id);
        onProgress(current);
        const done =
          current.verdict !== null &&
          current.storeCheck?.state !== 'pending' &&
          (current.verdict !== 'failed' || current.diagnosis !== null) &&
          current.effects.every((effect) => effect.settledAt !== null);
        // One effect's end may plan the next one; two quiet looks in a row are the end.
        if (done && quietSince !== null && Date.now() - quietSince >= pollMs) {
          return current;
        }
        quietSince = done ? (quietSince ?? Date.now()) : null;
        if (Date.now() > giveUpAt) {
          throw new Error(`run ${id} was not settled within ${longestMs / 1000} s (status ${current.status})`);
        }
        await wait(pollMs);
      }
    },
    async banner() {
      return bannerSchema.parse(await call('GET', '/api/v1/banner'));
    },
  };
}
