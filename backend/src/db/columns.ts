import { timestamp } from 'drizzle-orm/pg-core';

/** An instant with its time zone, to the millisecond, as every table has it. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
