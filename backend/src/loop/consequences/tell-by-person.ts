import { z } from 'zod';
import type { Tx } from '../../db';
import { effectsOfIncident } from '../../effects';
import type { IncidentRow } from '../../incidents';
import { findRun } from '../../runs';
import type { Planning } from './plan';
import { alertEffect, planAlert } from './slack-message';

/** Who did something about an incident, as the audit trail names them, and what they said. */
export interface PersonsWord {
  readonly by: string;
  readonly said: string | null;
}

/** Tells Slack what people do about incidents, in the transaction in which they do it. */
export interface PersonTeller {
  /** Once per incident: it is closed only once. */
  closed(tx: Tx, incident: IncidentRow, word: PersonsWord): Promise<void>;
  /** Below the last message about the incident; where a webhook wrote that, or nobody has, Slack hears nothing. */
  acknowledged(tx: Tx, incident: IncidentRow, word: PersonsWord): Promise<void>;
}

const receiptSchema = z.object({ channel: z.string(), ts: z.string() });

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
      const receipts = (await effectsOfIncident(tx, incident.id, alertEffect)).flatMap(({ result }) => {
        const read = receiptSchema.safeParse(result);
        return read.success ? [read.data] : [];
      });
      const thread = receipts.at(-1);
      if (run !== null && thread !== undefined) {
        await planAlert(tx, planning, run, incident.id, { kind: 'acknowledged', person, thread });
      }
    },
  };
}
