import type { Tx } from '../../db';
import { effectsOfIncident } from '../../effects';
import type { IncidentRow } from '../../incidents';
import { isUnderWay } from '../../model/effect';
import { findRun } from '../../runs';
import type { Planning } from './plan';
import { planAlert } from './slack-message';
import { alertEffect, receiptOf } from './slack-thread';

/** Who did something about an incident, as the audit trail names them, and what they said. */
export interface PersonsWord {
  readonly by: string;
  readonly said: string | null;
}

/** Tells Slack what people do about incidents, in the transaction in which they do it. */
export interface PersonTeller {
  /** Once per incident: it is closed only once. */
  closed(tx: Tx, incident: IncidentRow, word: PersonsWord): Promise<void>;
  /** In the thread of the incident, once it is there; where a webhook wrote, or nobody has, Slack hears nothing. */
  acknowledged(tx: Tx, incident: IncidentRow, word: PersonsWord): Promise<void>;
}

export function createPersonTeller(planning: Planning): PersonTeller {
  return {
    async closed(tx, incident, person) {
      const run = await findRun(tx, incident.lastRunId);
      if (run !== null) {
        await planAlert(tx, planning, run, incident.id, { kind: 'closed', person });
      }
    },
    async acknowledged(tx, incident, person) {
      const run = await findRun(tx, incident.lastRunId);
      const told = await effectsOfIncident(tx, incident.id, alertEffect);
      const isExpected = told.some(({ state, result }) => isUnderWay(state) || receiptOf(result) !== null);
      if (run !== null && isExpected) {
        await planAlert(tx, planning, run, incident.id, { kind: 'acknowledged', person });
      }
    },
  };
}
