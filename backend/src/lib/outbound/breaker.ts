/** Outside peers that are called by the sidecar. */
export type Peer = 'slack' | 'vercel' | 'grafana' | 'metricStore' | 'anthropic';

/** The answer to a call that was not made, because the peer has not answered for a while. */
export interface Paused {
  readonly kind: 'paused';
  readonly peer: Peer;
  /** When the peer is called again, in s from now; at least 1. */
  readonly resumesInSeconds: number;
}

/**
 * Keeps a peer that does not answer from costing every caller its time-out: after a few silences in a row nothing is sent
 * for a while, then one call tries, and its answer decides. Refusals are answers. One per peer, shared by all its callers
 * in this process.
 */
export interface Breaker {
  readonly peer: Peer;
  /** How long nothing is sent to the peer, in ms; 0: it may be called. */
  pausedForMs(): number;
  /**
   * Makes the call unless the peer is paused.
   *
   * @param isSilence whether the answer says that the peer did not answer; a call that rejects is not counted.
   */
  call<Answer>(make: () => Promise<Answer>, isSilence: (answer: Answer) => boolean): Promise<Answer | Paused>;
}

/** Silences in a row after which the peer is paused. One may be chance, and a restart of the peer costs two. */
const silencesToPause = 3;
const firstPauseMs = 5_000;
/** An alert waits no longer than this for a peer that is back. */
const longestPauseMs = 60_000;

export interface BreakerOptions {
  readonly peer: Peer;
  /** A clock in ms that never jumps. Default: the process's own. */
  readonly now?: () => number;
  /** The peer has fallen silent, or answers again. */
  readonly onChange?: (state: 'paused' | 'answering', peer: Peer) => void;
}

/** A breaker for one peer, which is taken to be well at first. */
export function createBreaker({
  peer,
  now = () => performance.now(),
  onChange = () => undefined,
}: BreakerOptions): Breaker {
  let silences = 0;
  let pause: { readonly until: number; readonly lengthMs: number } | null = null;
  let isTrying = false;

  function pausedForMs(): number {
    if (pause === null) {
      return 0;
    }
    const left = pause.until - now();
    // Until the one call that tries has its answer, the others wait.
    return left > 0 ? left : isTrying ? 1_000 : 0;
  }

  function answered(): void {
    silences = 0;
    if (pause !== null) {
      pause = null;
      onChange('answering', peer);
    }
  }

  function silent(tried: boolean): void {
    silences += 1;
    if (pause === null && silences >= silencesToPause) {
      pause = { until: now() + firstPauseMs, lengthMs: firstPauseMs };
      onChange('paused', peer);
    } else if (pause !== null && tried) {
      const lengthMs = Math.min(longestPauseMs, pause.lengthMs * 2);
      pause = { until: now() + lengthMs, lengthMs };
    }
  }

  return {
    peer,
    pausedForMs,
    async call(make, isSilence) {
      const left = pausedForMs();
      if (left > 0) {
        return { kind: 'paused', peer, resumesInSeconds: Math.max(1, Math.ceil(left / 1000)) };
      }
      const tries = pause !== null;
      isTrying = tries || isTrying;
      try {
        const answer = await make();
        if (isSilence(answer)) {
          silent(tries);
        } else {
          answered();
        }
        return answer;
      } finally {
        if (tries) {
          isTrying = false;
        }
      }
    },
  };
}

export type Breakers = Readonly<Record<Peer, Breaker>>;

/** One breaker for each peer. */
export function createBreakers(options: Omit<BreakerOptions, 'peer'> = {}): Breakers {
  const of = (peer: Peer) => createBreaker({ ...options, peer });
  return {
    slack: of('slack'),
    vercel: of('vercel'),
    grafana: of('grafana'),
    metricStore: of('metricStore'),
    anthropic: of('anthropic'),
  };
}
