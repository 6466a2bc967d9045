import { sql } from 'drizzle-orm';
import { DiskFullError } from '../lib/disk-room';
import { putEmptyRecords } from '../testing/empty-records';
import { describeWithSmallDisk, mountSmallDisk, type SmallDisk } from '../testing/small-disk';
import { openEmbedded } from './database';
import type { EnginePanicError } from './embedded-client';
import { isDatabaseAway } from './unavailable';

jest.setTimeout(180_000);

describeWithSmallDisk('the embedded records on a disk that fills up', () => {
  let disk: SmallDisk;
  beforeEach(async () => {
    disk = mountSmallDisk(150);
    await putEmptyRecords(disk.folder);
  });
  afterEach(() => disk.remove());

  it('store nothing, go on being read, and store again once there is room', async () => {
    const { db, check, close } = await openEmbedded(disk.folder);
    await db.execute(sql`CREATE TABLE kept (id int)`);
    disk.fill();
    await expect(db.execute(sql`INSERT INTO kept VALUES (1)`)).rejects.toMatchObject({
      cause: expect.any(DiskFullError),
    });
    await expect(db.transaction(() => Promise.resolve())).rejects.toThrow(DiskFullError);
    await expect(check()).rejects.toThrow(/is full: \d+ MB are free/);
    expect(await db.execute(sql`SELECT count(*)::int AS n FROM kept`)).toMatchObject({ rows: [{ n: 0 }] });
    disk.makeRoom();
    await db.execute(sql`INSERT INTO kept VALUES (2)`);
    await check();
    await close();
  });

  it('say that they have panicked, and neither hang nor lose what was acknowledged', async () => {
    const panics: EnginePanicError[] = [];
    const { db, check, close } = await openEmbedded(disk.folder, (error) => panics.push(error));
    await db.execute(sql`CREATE TABLE kept AS SELECT 1 AS id`);
    const filledMeanwhile = db.transaction(async (tx) => {
      disk.fill();
      // More than what is left of the log's file.
      await tx.execute(sql`SELECT pg_logical_emit_message(true, 'test', repeat('x', 20000000))`);
    });
    await expect(filledMeanwhile).rejects.toThrow();
    expect(panics).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/has panicked \(.*No space left on device\)/) }),
    ]);
    const refused: unknown = await check().catch((error: unknown) => error);
    expect(isDatabaseAway(refused)).toBe(true);
    await close();

    disk.makeRoom();
    const again = await openEmbedded(disk.folder);
    expect(await again.db.execute(sql`SELECT id FROM kept`)).toMatchObject({ rows: [{ id: 1 }] });
    await again.close();
  });

  it('cannot be opened while it is full, with the reason', async () => {
    disk.fill();
    await expect(openEmbedded(disk.folder)).rejects.toThrow(/disk.* is full/);
  });
});
