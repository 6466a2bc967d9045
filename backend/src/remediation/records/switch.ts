import { eq } from 'drizzle-orm';
import type { Database } from '../../db';
import { remediationSwitch } from './tables';

/** What people have said about remediation as a whole. */
export interface SwitchState {
  /** True: nothing is redeployed, whatever the mode of the configuration is. */
  readonly off: boolean;
  readonly reason: string;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** The only row there is. */
const only = 1;

/** As it is now; null: nobody has ever touched it, so it is not off. */
export async function readSwitch(db: Database): Promise<SwitchState | null> {
  const { off, reason, changedAt, changedBy } = remediationSwitch;
  const [row] = await db
    .select({ off, reason, changedAt, changedBy })
    .from(remediationSwitch)
    .where(eq(remediationSwitch.id, only));
  return row ?? null;
}

/** Holds in every sidecar from its commit on, for what is on its way too: it is read again before each redeploy is sent. */
export async function setSwitch(db: Database, state: SwitchState): Promise<void> {
  await db
    .insert(remediationSwitch)
    .values({ id: only, ...state })
    .onConflictDoUpdate({ target: remediationSwitch.id, set: { ...state } });
}
