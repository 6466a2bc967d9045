import { runIdSchema } from '../model/protocol';

/** The tags of every annotation of the layer. */
export const layerTags = ['loadtest', 'diagnosis'] as const;

const runPrefix = 'run:';

/** The tags that name one run's annotation. */
export function identityTags(runId: string): string[] {
  return [...layerTags, `${runPrefix}${runId}`];
}

/**
 * Whose annotation this is; null: none of ours. Where somebody has added a second `run:` by hand the first one counts, so
 * that no annotation belongs to two runs.
 */
export function runOf(tags: readonly string[]): string | null {
  const first = tags.find((tag) => tag.startsWith(runPrefix));
  const runId = runIdSchema.safeParse(first?.slice(runPrefix.length));
  return runId.success && layerTags.every((tag) => tags.includes(tag)) ? runId.data : null;
}
