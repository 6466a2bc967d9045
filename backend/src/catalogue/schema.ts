import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { addressText } from '../lib/address';
import { deployments } from './deployments-schema';
import { expected, text } from './expected';
import { testNamePattern, testNameSchema } from '../model/protocol';
import { remediationTriggers, type SecretReference } from '../model/load-test';
import { normalisedTarget } from '../model/target';
import { maintenanceWindows, permissions, schedule, scheduleShapes } from './schedule-schema';
import { endpoint, judgedThresholds, metrics, thresholds } from './threshold-schema';
import { vercelId } from './vercel-id';

const secondsText = 'a whole number of seconds from 10 to 604800 (a week)';

/** In `env` and `labels` a number is taken as it is written. */
const scalars = ['string', 'number', 'boolean'];

const target = z.string(expected(addressText)).transform((value, context) => {
  const normalised = normalisedTarget(value);
  if (normalised === null) {
    context.addIssue({ code: 'custom', message: `expected ${addressText}` });
    return z.NEVER;
  }
  return normalised;
});

const triggerText = `one of ${remediationTriggers.join(', ')} (external runs never lead to a redeploy)`;

const vercel = z.strictObject(
  {
    projectId: vercelId('prj').nullable().default(null).describe('Id of the project; without it VERCEL_PROJECT_ID'),
    teamId: vercelId('team').nullable().default(null).describe('Id of its team; without it VERCEL_TEAM_ID'),
    triggers: z
      .array(
        z.enum(remediationTriggers, expected(triggerText)),
        expected(`a list of ${remediationTriggers.join(', ')}`)
      )
      .default([...remediationTriggers])
      .transform((list) => [...new Set(list)])
      .describe('Runs of which triggers may lead to a redeploy'),
  },
  expected('projectId, teamId and triggers, each optional')
);

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected a variable name of letters, digits and "_"')
  .refine((name) => name !== 'TARGET', 'TARGET is what `target` says; write it there')
  .refine((name) => !name.startsWith('LOADTEST'), 'names that begin with LOADTEST belong to the monitor');

const secretName = variableName.refine(
  (name) => !name.startsWith('K6_'),
  'names that begin with K6_ are settings of k6 itself'
);
const secretText = '{ env: OTHER_NAME } or { file: /absolute/path }';
const secret = z
  .strictObject(
    {
      env: z
        .string(expected('the name of an environment variable of the sidecar'))
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, expected('the name of an environment variable of the sidecar'))
        .optional()
        .describe('Environment variable of the sidecar that holds the value'),
      file: z
        .string(expected('the absolute path of a file'))
        .max(4096, expected('the absolute path of a file'))
        .refine((path) => isAbsolute(path), expected('the absolute path of a file'))
        .optional()
        .describe('Absolute path of the file that holds the value'),
    },
    expected(secretText)
  )
  .transform(({ env, file }, context): SecretReference => {
    if (env !== undefined && file === undefined) {
      return { env };
    }
    if (file !== undefined && env === undefined) {
      return { file };
    }
    context.addIssue({ code: 'custom', message: `expected either ${secretText}` });
    return z.NEVER;
  })
  .meta({ minProperties: 1, maxProperties: 1 });

const warmUpSecondsText = 'a whole number of seconds from 5 to 600';
const warmUpUsersText = 'a whole number of virtual users from 1 to 1000';
const warmUp = z.strictObject(
  {
    durationSeconds: z
      .number(expected(warmUpSecondsText))
      .int(expected(warmUpSecondsText))
      .min(5, expected(warmUpSecondsText))
      .max(600, expected(warmUpSecondsText))
      .describe('How long it lasts, in s'),
    virtualUsers: z
      .number(expected(warmUpUsersText))
      .int(expected(warmUpUsersText))
      .min(1, expected(warmUpUsersText))
      .max(1000, expected(warmUpUsersText))
      .default(1)
      .describe('Virtual users'),
  },
  expected('a warm-up with durationSeconds')
);

const labelText = 'a text of at most 100 characters in one line';
const labels = z
  .record(
    z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'expected a label of letters, digits, "_", "-" and ".", at most 100'),
    z
      .string(expected(labelText))
      .trim()
      .regex(/^.{1,100}$/u, expected(labelText))
      .meta({ type: scalars }),
    expected('labels as name: text')
  )
  .refine((all) => Object.keys(all).length <= 20, 'expected at most 20 labels');

const loadTest = z.strictObject(
  {
    name: z
      .string(expected('a name of letters, digits, ".", "_" and "-"'))
      .pipe(testNameSchema)
      .meta({ pattern: testNamePattern.source })
      .describe('Unique; runs, incidents and their history go by it'),
    description: text('a text of at most 500 characters', 500).nullable().default(null).describe('For people'),
    script: text('the path of a k6 script inside the folder of this file, such as scripts/checkout.js', 500).describe(
      'Path of the k6 script, inside the folder of this file'
    ),
    target: target.describe('Base URL of the system under test; the script reads it as `__ENV.TARGET`'),
    environment: text('a name such as production', 100)
      .default('production')
      .describe('What the target is a stage of; runs of another one do not count'),
    env: z
      .record(variableName, z.string(expected('a text')).meta({ type: scalars }), expected('variables as NAME: value'))
      .nullable()
      .default({})
      .describe('Variables that the script reads as `__ENV.NAME`; a run with other values does not count'),
    ignoredEnv: z
      .array(variableName, expected('a list of variable names'))
      .max(1000, expected('at most 1000 variable names'))
      .nullable()
      .default([])
      .describe('Further variables that a run may be given (`-e`) and count'),
    secrets: z
      .record(secretName, secret, expected(`secrets as NAME: ${secretText}`))
      .nullable()
      .default({})
      .describe('Variables of the script that are secret: where each value is when a run starts'),
    labels: labels.nullable().default({}).describe('For people, such as `team: payments`; in the API and in messages'),
    thresholds: judgedThresholds.describe('Limits that a run has to keep; those of the script itself count too'),
    deadlineSeconds: z
      .number(expected(secondsText))
      .int(expected(secondsText))
      .min(10, expected(secondsText))
      .max(604_800, expected(secondsText))
      .default(3600)
      .describe('How long k6 may run from its start, in s; then it is ended, and the run is no result'),
    warmUp: warmUp.nullable().default(null).describe('A k6 before the judged one, so that a cold start does not count'),
    schedule: schedule.nullable().default(null).describe('When it runs by itself'),
    triggers: permissions
      .nullable()
      .default(null)
      .describe(
        'Who may start it; without it `manual`, and `schedule` where there is one. External reporters always may'
      ),
    deployments: deployments
      .nullable()
      .default(null)
      .describe('Which deployments start it; without it each one to production, where `triggers` holds deployment'),
    maintenanceWindows: maintenanceWindows
      .nullable()
      .default([])
      .describe('While one is open, no schedule starts this load test, and no run of it is expected'),
    remediation: z
      .strictObject(
        {
          vercel: vercel.nullable().default(null).describe('Project whose production deployment may be deployed again'),
        },
        expected('vercel: with a projectId')
      )
      .nullable()
      .default(null)
      .describe('What the monitor may do by itself about a failed run; without it every failure is for a person'),
  },
  expected('a load test with name, script, target and thresholds')
);

/** A variable comes from one place. */
const checkedLoadTest = loadTest.superRefine(({ env, secrets }, context) => {
  for (const name of Object.keys(secrets ?? {})) {
    if (Object.hasOwn(env ?? {}, name)) {
      const message = `${name} is in env already; leave it out of one of the two`;
      context.addIssue({ code: 'custom', path: ['secrets', name], message });
    }
  }
});

/** `k6/loadtests.yaml` as people write it, after variables are put in. */
export const catalogueSchema = z.strictObject(
  {
    version: z.literal(1, expected('1, the version of this form')).describe('Version of this form: 1'),
    maintenanceWindows: maintenanceWindows
      .nullable()
      .default([])
      .describe('While one is open, no schedule starts a load test, and no run is expected'),
    loadTests: z
      .array(checkedLoadTest, expected('a list of load tests'))
      .nullable()
      .default([])
      .describe('The load tests that the monitor knows'),
  },
  expected('version: 1 and loadTests: with a list')
);

/** The keys that may stand where an unknown one was found. `path` is the one of the object around it. */
export function knownKeys(path: ReadonlyArray<string | number>): readonly string[] {
  const names = path.filter((step) => typeof step === 'string').join('.');
  const shapes: Readonly<Record<string, object>> = {
    '': catalogueSchema.shape,
    loadTests: loadTest.shape,
    'loadTests.thresholds': thresholds.shape,
    'loadTests.thresholds.metrics': metrics.shape,
    'loadTests.thresholds.endpoints': endpoint.shape,
    'loadTests.warmUp': warmUp.shape,
    'loadTests.deployments': deployments.shape,
    'loadTests.remediation': { vercel },
    'loadTests.remediation.vercel': vercel.shape,
    ...scheduleShapes,
  };
  const ofSecret = /^loadTests\.secrets\.[^.]+$/.test(names) ? { env: null, file: null } : {};
  return Object.keys(shapes[names] ?? ofSecret);
}
