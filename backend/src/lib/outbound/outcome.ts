/**
 * What a call on the outside world has come to, as its client answers: nobody has to guess from an exception what the other
 * side has done.
 */
export type EffectOutcome<Result> =
  /** The other side confirmed it. */
  | { readonly kind: 'confirmed'; readonly result: Result }
  /** The other side, or a guard of our own, refused: the same call would be refused again. Nothing has happened there. */
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string }
  /** Whom it is for is not configured: nothing was to be sent, and nobody misses it. */
  | { readonly kind: 'skipped'; readonly code: string; readonly reason: string }
  /** It certainly did not happen (429, connection refused, 5xx before acting): worth another try. */
  | {
      readonly kind: 'retry';
      readonly code: string;
      readonly reason: string;
      readonly retryAfterSeconds: number | null;
      /** True: it was not tried at all, because something else has to end first; this uses up no try. */
      readonly isWaiting?: boolean;
    }
  /** It may or may not have happened (time-out or dropped connection after sending, 5xx on a POST that acts). */
  | { readonly kind: 'unknown'; readonly code: string; readonly reason: string };
