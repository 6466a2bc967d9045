import { z } from 'zod';

/** Where a run of the sidecar's own runner stands; `ending`: its time is over, or k6 was told to end. */
export const runStages = ['queued', 'warmUp', 'running', 'ending'] as const;
export type RunStage = (typeof runStages)[number];

/** Figures of a run while it runs; null: nobody knows yet. */
export const liveFiguresSchema = z.object({
  virtualUsers: z.number().nullable().describe('Active in the last seconds'),
  iterations: z.number().nullable().describe('Completed so far'),
  requests: z.number().nullable().describe('Made so far'),
  p95ResponseTimeMs: z.number().nullable().describe('Of the last 30 s'),
  errorRate: z.number().nullable().describe('Of the run so far, a fraction 0–1'),
});
export type LiveFigures = z.infer<typeof liveFiguresSchema>;

export const noLiveFigures: LiveFigures = {
  virtualUsers: null,
  iterations: null,
  requests: null,
  p95ResponseTimeMs: null,
  errorRate: null,
};

/** How a run stands. What the metric store has by now: it is behind k6 by a second or two, and decides nothing. */
export const runProgressSchema = z.object({
  stage: z.enum(runStages).describe('`ending`: its time is over, or k6 was told to end'),
  elapsedSeconds: z
    .number()
    .nullable()
    .describe('Since the start of k6, of its warm-up during that; null: not started'),
  plannedSeconds: z.number().nullable().describe('What k6 has planned for it; null: not known'),
  ...liveFiguresSchema.shape,
  at: z.iso.datetime().describe('When it stood so'),
});
z.globalRegistry.add(runProgressSchema, { id: 'RunProgress' });
export type RunProgress = z.infer<typeof runProgressSchema>;

/** How often a run's progress is told, in ms. */
export const progressEveryMs = 1000;
/** The time of which `p95ResponseTimeMs` is, in ms. */
export const liveWindowMs = 30_000;
