import { sql } from 'drizzle-orm';
import { listenAtFaultPoints } from '../lib/fault-point';
import { describeOnEachDatabase } from '../testing/databases';
import { inTransaction } from './transaction';

describeOnEachDatabase('the fault points of a transaction', (db) => {
  const reached: string[] = [];
  beforeAll(async () => void (await db().execute(sql`CREATE TABLE noted (what text)`)));
  beforeEach(async () => {
    reached.length = 0;
    await db().execute(sql`DELETE FROM noted`);
    listenAtFaultPoints((point) => Promise.resolve(void reached.push(point)));
  });
  afterEach(() => listenAtFaultPoints(null));

  const note = (result: string | null) =>
    inTransaction(db(), 'note', async (tx) => {
      await tx.execute(sql`INSERT INTO noted VALUES ('here')`);
      return result;
    });
  const noted = async () =>
    ((await db().execute(sql`SELECT * FROM noted`)) as { rows: readonly unknown[] }).rows.length;

  it('stand before and after the commit, and not where there was nothing to do', async () => {
    await note('done');
    expect(reached).toEqual(['note: before', 'note: after']);
    await note(null);
    expect(reached).toHaveLength(2);
  });

  it('lose everything at the first and nothing at the second', async () => {
    for (const [end, kept] of [
      ['note: before', 0],
      ['note: after', 1],
    ] as const) {
      listenAtFaultPoints((point) => (point === end ? Promise.reject(new Error('gone')) : Promise.resolve()));
      await expect(note('done')).rejects.toThrow('gone');
      expect(await noted()).toBe(kept);
    }
  });
});
