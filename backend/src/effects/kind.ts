import type { z } from 'zod';
import type { Tx } from '../db';
import type { Breaker } from '../lib/outbound/breaker';
import type { EffectOutcome } from '../lib/outbound/outcome';
import type { Pace } from './pace';
import type { EffectRow } from './repository';

/** How often an effect is tried, and how long it may wait between two tries. */
export interface Tries {
  readonly limit: number;
  /** Further tries once an earlier one may have arrived, all of which only look it up; absent: none. */
  readonly lookUps?: number;
  /** Given up instead of waiting longer than this, in s; null: it waits, for half an hour at most. */
  readonly giveUpBeyondSeconds: number | null;
}

/** The end of an effect: `retry` is not one. */
export type SettledOutcome<Result = unknown> = Exclude<EffectOutcome<Result>, { kind: 'retry' }>;

/** An effect that was given up: nobody has confirmed it. */
export type EndWithoutTry = Extract<SettledOutcome<never>, { kind: 'rejected' | 'unknown' }>;

/** One try: what the other side answered, and what follows once it is the last one. */
export interface Attempt {
  readonly answer: EffectOutcome<unknown>;
  /** Records what follows, in the transaction that settles the effect. */
  follow(tx: Tx, end: SettledOutcome): Promise<void>;
}

/** What the worker knows of a kind of effect. Made by `effectKind`. */
export interface EffectKind<Name extends string = string> {
  readonly name: Name;
  /** How long a worker may hold one before it counts as dead. */
  readonly leaseSeconds: number;
  /** The longest that one try can take: its calls × the time-out of each. */
  readonly longestTrySeconds: number;
  readonly tries: Tries;
  /** Of the peer that it calls. */
  readonly breaker: Pick<Breaker, 'peer' | 'pausedForMs'>;
  /**
   * While the peer is paused: `wait`, and no try is used up; or `try`, so that the tries come to their end and a person is
   * told within minutes.
   */
  readonly whilePaused: 'wait' | 'try';
  /**
   * An outcome nobody can know: `resend` for alerts (at least once); `lookUp` for redeploys (at most once), whose `send`
   * looks an earlier try up instead of making a second one; `settle` where nothing can be looked up.
   */
  readonly whenUnknown: 'resend' | 'lookUp' | 'settle';
  /**
   * True: two of one run are never at work at once, in all sidecars together, because the later one would be undone by an
   * earlier one that is slow.
   */
  readonly onePerRun?: boolean;
  /**
   * Plans it anew, for a try that was over only when its lease was: what it has written may have come last, over what
   * another worker has written since. Absent: it has nothing that could be undone by an older one.
   */
  readonly overtaken?: (tx: Tx, effect: EffectRow) => Promise<void>;
  /**
   * Those of one incident are sent in the order in which they were planned, one after the other in all sidecars together.
   * An earlier one that was tried more often than `patientTries` holds up the later ones no more.
   */
  readonly inOrder?: { readonly patientTries: number };
  /** How fast the other side takes them; absent: it does not say. */
  readonly pace?: Pace;
  attempt(effect: EffectRow): Promise<Attempt>;
  /** Records what follows from an end that no try has come to, without looking at what was planned. */
  abandoned(tx: Tx, effect: EffectRow, end: EndWithoutTry): Promise<void>;
}

export interface EffectKindDefinition<Name extends string, Payload, Result> extends Omit<
  EffectKind<Name>,
  'attempt' | 'abandoned'
> {
  /** What is stored with the effect. Parsed before each use: a row of another version is never believed unread. */
  readonly payload: z.ZodType<Payload>;
  /**
   * Makes the call. Must not throw: a client answers with an outcome.
   *
   * `effect.mayHaveArrived`: an earlier try may have reached the other side; look it up before sending again.
   */
  send(effect: EffectRow, payload: Payload): Promise<EffectOutcome<Result>>;
  /** Records what follows. @param payload null where it could not be read: then nothing was sent. */
  settled(tx: Tx, effect: EffectRow, payload: Payload | null, end: SettledOutcome<Result>): Promise<void>;
}

/** A kind of effect: everything about it but its place in the list of kinds. */
export function effectKind<const Name extends string, Payload, Result>(
  definition: EffectKindDefinition<Name, Payload, Result>
): EffectKind<Name> {
  const { payload: schema, send, settled, ...kind } = definition;

  async function sendSafely(effect: EffectRow, payload: Payload): Promise<EffectOutcome<Result>> {
    try {
      return await send(effect, payload);
    } catch (error) {
      // A client that throws against its contract has an unknown outcome, never an endless loop.
      return {
        kind: 'unknown',
        code: 'clientFailed',
        reason: `unexpected failure: ${error instanceof Error ? error.name : 'not an Error'}`,
      };
    }
  }

  return {
    ...kind,
    async attempt(effect) {
      const read = readSafely(schema, effect.payload);
      const answer: EffectOutcome<Result> = read.success
        ? await sendSafely(effect, read.data)
        : {
            kind: 'rejected',
            code: 'payloadNotReadable',
            reason: `what was planned cannot be read by this version (${read.where})`,
          };
      const payload = read.success ? read.data : null;
      return {
        answer,
        follow: (tx, end) =>
          end.kind !== 'confirmed'
            ? settled(tx, effect, payload, end)
            : answer.kind === 'confirmed'
              ? settled(tx, effect, payload, answer)
              : Promise.reject(new Error('an effect cannot end as confirmed that was not')),
      };
    },
    abandoned: (tx, effect, end) => settled(tx, effect, null, end),
  };
}

type Read<Payload> =
  { readonly success: true; readonly data: Payload } | { readonly success: false; readonly where: string };

function readSafely<Payload>(schema: z.ZodType<Payload>, stored: unknown): Read<Payload> {
  try {
    const read = schema.safeParse(stored);
    return read.success ? read : { success: false, where: fieldsOf(read.error) };
  } catch (error) {
    // A rule of the schema that throws is a value that it did not expect.
    return { success: false, where: error instanceof Error ? error.name : 'not an Error' };
  }
}

function fieldsOf(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ path }) => path.join('.') || 'all of it'))].slice(0, 5).join(', ');
}
