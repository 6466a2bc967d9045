/** What came of one piece of work: there was none, it is done, or it is done and shows in banner or lists. */
export type Worked = 'nothing' | 'done' | 'changed';

/** One part of the loop. It takes its work from the database, so that several sidecars share it. */
export interface Stage {
  readonly name: string;
  readonly everyMs: number;
  /** How many pieces are worked on at once. */
  readonly workers: number;
  /** Names of the stages that may have work after a piece of this one. */
  readonly wakes: readonly string[];
  work(): Promise<Worked>;
}
