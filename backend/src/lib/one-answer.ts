/**
 * One question for all who ask it in the same turn of the event loop. Whoever asks once it is on its way starts another, so
 * that no answer is older than its question. An error is everybody's.
 */
export function oneAnswer<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let next: Promise<Answer> | null = null;
  return () =>
    (next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = null;
      return ask();
    }));
}
