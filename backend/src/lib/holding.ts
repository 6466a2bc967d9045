/** The rows that are worked on under a lease at this moment, so that the leases can be handed back. */
export interface Holding<Row> {
  /** Holds the row until the work has ended, whichever way. */
  during<T>(row: Row, work: () => Promise<T>): Promise<T>;
  rows(): readonly Row[];
}

export function createHolding<Row>(): Holding<Row> {
  const held = new Set<Row>();
  return {
    async during(row, work) {
      held.add(row);
      try {
        return await work();
      } finally {
        held.delete(row);
      }
    },
    rows: () => [...held],
  };
}
