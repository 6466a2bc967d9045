/** What a process exits with after a signal, as a shell says it: 128 and its number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type EndSignal = keyof typeof exitCodes;

/** A second signal within this time, in ms, is the first one again: npm passes on what the terminal has sent to all. */
const sameSignalMs = 300;

export interface Interrupt {
  /** True from the first signal on: what fails then is only the way down. */
  isUnderWay(): boolean;
  /** As if somebody had asked for the end. */
  begin(exitCode: number): void;
}

/**
 * Ctrl-C and its kin: says so, closes everything and ends the process; a second one ends it at once.
 *
 * @param options.close what is open; what still runs when the process ends is ended with it (tests/parts/server.ts).
 */
export function onInterrupt(options: {
  readonly signals: { on(name: EndSignal, listener: (name: EndSignal) => void): unknown };
  readonly say: (text: string) => void;
  readonly close: () => Promise<void>;
  readonly exit: (code: number) => void;
  /** Ms of a clock that never goes back. */
  readonly now: () => number;
}): Interrupt {
  const { signals, say, close, exit, now } = options;
  let since: number | null = null;

  const begin = (exitCode: number) => {
    since = now();
    void close().then(() => exit(exitCode));
  };
  const receive = (name: EndSignal) => {
    if (since === null) {
      say('Stopping… (Ctrl-C again: at once)');
      begin(exitCodes[name]);
    } else if (now() - since >= sameSignalMs) {
      exit(exitCodes[name]);
    }
  };
  (['SIGHUP', 'SIGINT', 'SIGTERM'] as const).forEach((name) => signals.on(name, receive));
  return { isUnderWay: () => since !== null, begin };
}
