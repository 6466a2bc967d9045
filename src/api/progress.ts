import { nullable, number, object, type output, string } from 'zod/mini';

const figure = nullable(number());

/** How a run stands, with the contract's names and units; figures are null while nobody knows them. */
export const progressSchema = object({
  stage: string(),
  elapsedSeconds: figure,
  plannedSeconds: figure,
  virtualUsers: figure,
  iterations: figure,
  requests: figure,
  p95ResponseTimeMs: figure,
  errorRate: figure,
});
export type RunProgressRecord = output<typeof progressSchema>;
