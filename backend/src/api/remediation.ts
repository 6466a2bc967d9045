import { z } from 'zod';
import type { Database } from '../db';
import type { HttpApp } from '../http';
import type { Catalogue } from '../model/load-test';
import { testNameSchema } from '../model/protocol';
import { readSwitch, resetBreaker, setSwitch, type SwitchState } from '../remediation';
import { personReasonSchema } from './person-reason';
import { existingTest } from './test-identity';
import { betweenFaultPoints } from '../lib/fault-point';

const instant = z.iso.datetime();

const switchSchema = z.object({
  off: z.boolean().describe('True: nothing is redeployed, whatever REMEDIATION_MODE is'),
  reason: z.string().nullable().describe('Why it was changed last; null: nobody has ever changed it'),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable().describe('Who changed it last'),
});
z.globalRegistry.add(switchSchema, { id: 'RemediationSwitch' });

/** What the routes of remediation work on. */
export interface RemediationRoutesOptions {
  readonly db: Database;
  readonly now: () => Date;
  readonly catalogue: () => Catalogue;
}

/** What a person may say about redeploys: whether there are any, and whether one may be repeated. */
export async function remediationRoutes(app: HttpApp, options: RemediationRoutesOptions): Promise<void> {
  showSwitch(app, options);
  changeSwitch(app, options);
  breakerReset(app, options);
}

function showSwitch(app: HttpApp, { db }: RemediationRoutesOptions): void {
  app.get(
    '/api/v1/remediation/switch',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['remediation'],
        operationId: 'getRemediationSwitch',
        summary: 'Whether people have switched remediation off',
        response: { 200: switchSchema.describe('The switch as it is now') },
      },
    },
    async () => switchView(await readSwitch(db))
  );
}

function changeSwitch(app: HttpApp, { db, now }: RemediationRoutesOptions): void {
  app.put(
    '/api/v1/remediation/switch',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['remediation'],
        operationId: 'setRemediationSwitch',
        summary: 'Switch remediation off, or on again',
        description:
          'Holds at once and in every sidecar on these records: a redeploy that is planned already is not sent any more, ' +
          'and its failure is for a person. One that has been sent is not called back. Switched on again, what was ' +
          'refused meanwhile stays refused.',
        body: z.strictObject({
          off: z.boolean(),
          reason: personReasonSchema.describe('Why, for everybody who looks at it'),
        }),
        response: { 200: switchSchema.describe('The switch as it is from now on') },
      },
    },
    async (request) => {
      const { off, reason } = request.body;
      const changedBy = request.actor?.label ?? 'unknown';
      const state: SwitchState = { off, reason: reason.trim(), changedAt: now(), changedBy };
      await betweenFaultPoints('set switch', () => setSwitch(db, state));
      request.log.info({ off, changedBy, reason: state.reason }, 'remediation was switched by a person');
      return switchView(state);
    }
  );
}

function breakerReset(app: HttpApp, { db, now, catalogue }: RemediationRoutesOptions): void {
  app.post(
    '/api/v1/tests/:name/breaker/reset',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['remediation'],
        operationId: 'resetBreaker',
        summary: 'Permit another redeploy for a failure that was redeployed before',
        description:
          'The same failure of a load test is for a person within 6 hours of a redeploy, and within 7 days of one that had ' +
          'fixed it. This forgets the redeploys until now for that rule alone: the cool-down of the project and the ' +
          'attempts in a day stay. An incident that is open already needs a person all the same.',
        params: z.object({ name: testNameSchema }),
        body: z.strictObject({ reason: personReasonSchema.describe('Why, for the audit trail') }),
        response: {
          200: z
            .object({ test: z.string(), resetAt: instant, resetBy: z.string(), reason: z.string() })
            .describe('What is stored'),
        },
        problems: { 404: 'The catalogue has no such load test' },
      },
    },
    async (request) => {
      const test = existingTest(catalogue(), request.params.name).name;
      const resetBy = request.actor?.label ?? 'unknown';
      const reset = { test, resetAt: now(), resetBy, reason: request.body.reason.trim() };
      await betweenFaultPoints('reset breaker', () => resetBreaker(db, reset));
      request.log.info({ test, resetBy, reason: reset.reason }, 'a person has permitted another redeploy');
      return { ...reset, resetAt: reset.resetAt.toISOString() };
    }
  );
}

function switchView(state: SwitchState | null): z.infer<typeof switchSchema> {
  return state === null
    ? { off: false, reason: null, changedAt: null, changedBy: null }
    : { ...state, changedAt: state.changedAt.toISOString() };
}
