import type { InferSelectModel } from 'drizzle-orm';
import type { runDetails, runParts, runs } from './tables';

/** A run as stored, without the bulky details. */
export type RunRow = InferSelectModel<typeof runs>;
export type PartRow = InferSelectModel<typeof runParts>;
export type RunDetailsRow = InferSelectModel<typeof runDetails>;
