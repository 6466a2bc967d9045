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
  /**
   * Whether there may be work, by a question that costs less than taking some. Its workers ask it together before they begin,
   * and not between two pieces of a backlog. Absent: nobody asks first.
   */
  isAnyDue?(): Promise<boolean>;
  /**
   * Ends the leases of what its workers are at, so that somebody else may take it now; what they still write changes
   * nothing once that is so. Absent: it works without leases.
   *
   * @returns what it was: ids of runs or effects.
   */
  handBack?(): Promise<readonly string[]>;
}

/** What a stage needs to know that takes leases. */
export interface Hasty {
  /** By this factor leases are shorter, and Slack's pace is faster, than in earnest. For tests of what dies. */
  readonly haste?: number | undefined;
}
