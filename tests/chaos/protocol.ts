/** What a process does at a fault point that it was armed for: die, sleep until it is woken, or wait until it is told to go on. */
export type FaultAct = 'kill' | 'sleep' | 'wait';

/** One fault, at whichever of these points the process comes by. */
export interface Armed {
  readonly acts: Readonly<Record<string, FaultAct>>;
  /** The how-manieth time that it comes by one of them; 1: the next. */
  readonly hit: number;
}

/** To the process under test. */
export type ToChild = { readonly kind: 'arm'; readonly armed: Armed | null } | { readonly kind: 'goOn' };

/** From it. `seen`: a point was reached for the first time; `broken`: it does now, at this point, what it was armed for. */
export type FromChild =
  | { readonly kind: 'seen'; readonly point: string }
  | { readonly kind: 'broken'; readonly point: string; readonly act: FaultAct };

/** The variables of the process: JSON of what it is armed for from its start on, and of its times; the folder of the built sidecar. */
export const chaosVariables = { armed: 'CHAOS_ARMED', times: 'CHAOS_TIMES', sidecar: 'CHAOS_SIDECAR' } as const;
