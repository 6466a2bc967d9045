import { formatInstant } from '../lib/figures';

/** A maintenance window that is open. */
export interface OpenMaintenance {
  readonly endsAt: Date;
  readonly reason: string;
}

/** Who has switched remediation off, and why. */
export interface SwitchedOff {
  readonly changedBy: string;
  readonly changedAt: Date;
  readonly reason: string;
}

/** Why nothing is redeployed while remediation is switched off. */
export function switchedOffReason({ changedBy, changedAt, reason }: SwitchedOff): string {
  return `remediation is switched off (by ${changedBy}, ${formatInstant(changedAt)}: ${reason})`;
}

/** Why nothing is started or redeployed while a maintenance window is open. */
export function maintenanceReason({ endsAt, reason }: OpenMaintenance): string {
  return `maintenance until ${formatInstant(endsAt)}: ${reason}`;
}
