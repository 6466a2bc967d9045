import { z } from 'zod';
import type { EndpointSelector } from './figures';

/** What a regression leads to: `warn` tells it, `fail` makes the run fail, `off` looks for none. */
export const regressionModes = ['warn', 'fail', 'off'] as const;
export type RegressionMode = (typeof regressionModes)[number];

/** From when on a figure that is worse than the baseline's is a regression; both floors have to be passed. */
export interface RegressionPolicy {
  readonly mode: RegressionMode;
  /** As a fraction of the baseline's figure: 0.1 is a tenth slower. */
  readonly relative: number;
  /** Of response times, in ms. */
  readonly absoluteMs: number;
  /** With fewer requests, in the run or in its baseline, nothing is compared. */
  readonly minimumRequests: number;
}

export const regressionFigures = ['p95ResponseTimeMs', 'avgResponseTimeMs', 'errorRate'] as const;
export type RegressionFigure = (typeof regressionFigures)[number];

/** A figure that is worse than the baseline's by more than chance makes. */
export interface RegressionFinding {
  readonly figure: RegressionFigure;
  /** Null: the whole run. */
  readonly endpoint: EndpointSelector | null;
  /** In ms, or a fraction 0–1. */
  readonly base: number;
  readonly run: number;
  /** As a fraction of `base`; null where that is 0. */
  readonly change: number | null;
  /** The same for people. */
  readonly text: string;
}

/** How a run compares with its baseline. */
export interface Regression {
  readonly mode: Exclude<RegressionMode, 'off'>;
  readonly baselineRunId: string;
  /** A person has pinned the baseline; else it is the last passed run that may be compared. */
  readonly isPinned: boolean;
  /** What differs most comes first; empty: the run is no worse. */
  readonly findings: readonly RegressionFinding[];
  /** False: the metric store had no answer, so that the endpoints are not compared (yet). */
  readonly hasEndpoints: boolean;
  /** For people; empty without findings. */
  readonly text: string;
}

/** `run shop-1, its pinned baseline`: what a run was held against, for people. */
export function baselineText({ baselineRunId, isPinned }: Pick<Regression, 'baselineRunId' | 'isPinned'>): string {
  return `run ${baselineRunId}, ${isPinned ? 'its pinned baseline' : 'the last passed one that may be compared with it'}`;
}

/** `Regression`, as it is shown and stored. */
export const regressionSchema = z.object({
  mode: z.enum(['warn', 'fail']).describe('warn: it is told; fail: it makes the run fail'),
  baselineRunId: z.string().describe('The run that this one is held against'),
  isPinned: z
    .boolean()
    .describe('Whether a person has pinned the baseline; else it is the last passed run that may be compared'),
  findings: z
    .array(
      z.object({
        figure: z.enum(regressionFigures),
        endpoint: z
          .object({ name: z.string(), method: z.string().nullable() })
          .nullable()
          .describe('Null: the whole run'),
        base: z.number().describe('Milliseconds, or a fraction 0–1'),
        run: z.number(),
        change: z.number().nullable().describe('As a fraction of `base`: 0.25 is a quarter more; null where that is 0'),
        text: z.string(),
      })
    )
    .describe('Figures that are worse than those of the baseline by more than chance makes; empty: none'),
  hasEndpoints: z.boolean().describe('False: the metric store had no answer, so that endpoints are not compared'),
  text: z.string().describe('For people; empty without findings'),
});
