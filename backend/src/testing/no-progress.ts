import type { ProgressWatch } from '../runner';

/** Of a sidecar whose runner holds no run. */
export const noProgress: Pick<ProgressWatch, 'listen' | 'of'> = {
  listen: () => () => undefined,
  of: () => Promise.resolve(null),
};
