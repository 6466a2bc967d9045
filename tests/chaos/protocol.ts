/** What a process does at the fault point it was armed for: die, sleep until it is woken, or wait until it is told to go on. */
export type FaultAct = 'kill' | 'sleep' | 'wait';

export interface Armed {
  readonly point: string;
  /** The how-manieth time that the point is reached; 1: the next. */
  readonly hit: number;
  readonly act: FaultAct;
}

/** To the process under test. */
export type ToChild = { readonly kind: 'arm'; readonly armed: Armed | null } | { readonly kind: 'goOn' };

/** From it. `seen`: a point was reached for the first time; `waiting`: at the point that it was armed for. */
export type FromChild =
  { readonly kind: 'seen'; readonly point: string } | { readonly kind: 'waiting'; readonly point: string };

/** The variables of the process: JSON of what it is armed for from its start on, and of its times. */
export const chaosVariables = { armed: 'CHAOS_ARMED', times: 'CHAOS_TIMES' } as const;
