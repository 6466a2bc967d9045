import type { Condition } from '../heartbeat';

/** A sidecar with nothing to do and nothing to say, as its heartbeat tells it. */
export const calm: Omit<Condition, 'at'> = {
  backlog: { pending: 0, oldestSeconds: 0, unknown: 0, undeliveredAlerts: 0 },
  incidents: { diagnosing: 0, remediating: 0, actionRequired: 0 },
  runsRunning: 0,
  runsQueued: 0,
  nameValues: null,
  runAlerts: 'sidecar',
  expected: [],
};
