/** The rows that are worked on under a lease at this moment, so that the leases can be handed back. */
export interface Holding<Row extends { readonly id: string }> {
  /** Holds the row until the work has ended, whichever way. */
  during<T>(row: Row, work: () => Promise<T>): Promise<T>;
  /** Lets go of each, or of some of them, by what ends its lease. @returns their ids */
  handBack(release: (row: Row) => Promise<void>, which?: (row: Row) => boolean): Promise<readonly string[]>;
}

export function createHolding<Row extends { readonly id: string }>(): Holding<Row> {
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
    async handBack(release, which = () => true) {
      const rows = [...held].filter(which);
      await Promise.all(rows.map(release));
      return rows.map(({ id }) => id);
    },
  };
}
