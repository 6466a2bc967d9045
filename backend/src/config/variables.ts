import { parsedUrl } from '../lib/parsed-url';
import { isIP } from 'node:net';
import { z } from 'zod';
import { parseApiKeys } from '../model/api-key';
import { Secret } from '../lib/secret';
import { isWebhookSecret } from '../lib/standard-webhooks';

/** What the reference table and the error list say about a variable, besides its description. */
export interface VariableInfo {
  readonly group: 'Server' | 'Storage' | 'Load tests' | 'Diagnosis' | 'Vercel' | 'Slack' | 'Grafana' | 'Access';
  /** What a right value looks like. */
  readonly right: string;
  /** A secret is never printed, and can also be read from the file that `NAME_FILE` names. */
  readonly secret?: true;
  /** Said instead of the default value where that depends on other variables. */
  readonly defaultText?: string;
}

export const variableInfo = z.registry<VariableInfo>();

const text = z.string().max(1000, 'is longer than 1000 characters');

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `is below ${min}`).max(max, `is above ${max}`));

const flag = z.stringbool({
  truthy: ['true', '1', 'yes', 'on'],
  falsy: ['false', '0', 'no', 'off'],
  error: 'is neither true nor false',
});

/** White space or control characters in a secret end up in a header, where the client's error message would show it. */
const secret = z
  .string()
  .max(10_000, 'is longer than 10000 characters')
  .regex(/^[\x21-\x7e]*$/, 'holds white space, control or non-ASCII characters')
  .transform((value) => new Secret(value));

/** Base URL without a trailing slash. Credentials have variables of their own: a URL gets into logs and links. */
const baseUrl = z
  .string()
  .superRefine((value, context) => {
    const url = parsedUrl(value);
    if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
      context.addIssue({ code: 'custom', message: 'is not an http or https URL' });
    } else if (url.username !== '' || url.password !== '') {
      context.addIssue({ code: 'custom', message: 'holds a user name or password' });
    } else if (url.search !== '' || url.hash !== '') {
      context.addIssue({ code: 'custom', message: 'holds a query or a fragment' });
    }
  })
  .transform((value) => value.replace(/\/+$/, ''));

const commaList = z.string().transform((value) => [
  ...new Set(
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  ),
]);

const origins = commaList.superRefine((list, context) => {
  list.forEach((item, index) => {
    if (item.includes('*')) {
      context.addIssue({ code: 'custom', message: `item ${index + 1} is a wildcard, and each origin must be named` });
    } else if (!/^https?:\/\//.test(item) || parsedUrl(item)?.origin !== item) {
      context.addIssue({ code: 'custom', message: `item ${index + 1} is not an origin` });
    }
  });
});

/** Fastify's own words for ranges: https://fastify.dev/docs/latest/Reference/Server/#trustproxy */
const namedRanges = ['loopback', 'linklocal', 'uniquelocal'];

const proxies = commaList.superRefine((list, context) => {
  list.forEach((item, index) => {
    const [address = '', bits, ...more] = item.split('/');
    const family = isIP(address);
    const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
    if (!namedRanges.includes(item) && (family === 0 || !isRange || more.length > 0)) {
      context.addIssue({ code: 'custom', message: `item ${index + 1} is no address, range or name of one` });
    }
  });
});

const apiKeys = z.string().transform((value, context) => {
  const { records, keys, problems } = parseApiKeys(value);
  problems.forEach((message) => context.addIssue({ code: 'custom', message }));
  return { records, secrets: keys.map((key) => new Secret(key)) };
});

/** Slack's and Vercel's ids and names: one word. */
const word = z.string().regex(/^[\w.#@-]{1,200}$/, 'is not one word');

/** Several while one replaces the other: both are good. */
const secretList = z
  .string()
  .max(10_000, 'is longer than 10000 characters')
  .transform((value) => value.split(/[,\s]+/).filter((item) => item !== ''))
  .refine((list) => list.length > 0, 'holds no secret')
  .refine((list) => list.every((item) => /^[\x21-\x7e]*$/.test(item)), 'holds control or non-ASCII characters');

const vercelSecrets = secretList
  .refine((list) => list.every((item) => item.length >= 16), 'holds a secret shorter than 16 characters')
  .transform((list) => list.map((item) => new Secret(item)));

const signingSecrets = secretList
  .superRefine((list, context) => {
    list.forEach((item, index) => {
      if (!isWebhookSecret(item)) {
        context.addIssue({ code: 'custom', message: `item ${index + 1} is not whsec_ and 24 to 64 bytes in base64` });
      }
    });
  })
  .transform((list) => list.map((item) => new Secret(item)));

const URL_HINT = 'an http or https URL, for example';

/** Every variable the sidecar reads, with its default. An empty value counts as unset. */
export const environmentSchema = z.object({
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'is not an address or host name')
    .default('127.0.0.1')
    .describe('Address to listen on. The default is reachable from this machine only')
    .register(variableInfo, { group: 'Server', right: 'an address or host name, for example 0.0.0.0' }),
  PORT: wholeNumber(0, 65_535)
    .default(8090)
    .describe('Port to listen on; 0 takes a free one')
    .register(variableInfo, { group: 'Server', right: 'a whole number from 0 to 65535' }),
  PUBLIC_URL: baseUrl
    .optional()
    .describe(
      "Address of the sidecar in a browser, for links to its own pages. They are used where Grafana's address is not set"
    )
    .register(variableInfo, {
      group: 'Server',
      right: `${URL_HINT} https://loadtests.example.com`,
      defaultText: 'on loopback its own address',
    }),
  TRUST_PROXY: proxies
    .optional()
    .describe(
      'Proxies in front whose X-Forwarded-For is believed, comma separated. Without it all clients behind a proxy share one address, and with it its limits'
    )
    .register(variableInfo, {
      group: 'Server',
      right: 'addresses, ranges such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
    }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'is not a log level')
    .default('info')
    .describe('Least severe log lines to write. Reading requests are logged at debug, everything else at info')
    .register(variableInfo, { group: 'Server', right: 'trace, debug, info, warn, error, fatal or silent' }),

  DATA_DIR: text
    .default('./data')
    .describe('Folder of the embedded database and metric store; one process at a time')
    .register(variableInfo, { group: 'Storage', right: 'a folder that this process may write' }),
  DATABASE_URL: secret
    .refine((value) => /^postgres(ql)?:$/.test(parsedUrl(value.reveal())?.protocol ?? ''), 'is not a Postgres URL')
    .optional()
    .describe('Postgres server that keeps the records. Without it an embedded one in DATA_DIR does')
    .register(variableInfo, { group: 'Storage', right: 'postgres://user:password@host:5432/database', secret: true }),
  INFLUX_URL: baseUrl
    .optional()
    .describe('InfluxDB that k6 streams to. Without it the sidecar takes the samples itself')
    .register(variableInfo, { group: 'Storage', right: `${URL_HINT} http://influxdb:8086` }),
  INFLUX_TOKEN: secret
    .optional()
    .describe('Token that may read the k6 bucket and write the results bucket. InfluxDB 2 needs one, 1.13 does not')
    .register(variableInfo, { group: 'Storage', right: 'an InfluxDB API token', secret: true }),
  INFLUX_ORG: text
    .default('loadtests')
    .describe('InfluxDB organisation')
    .register(variableInfo, { group: 'Storage', right: 'the name of an organisation' }),
  INFLUX_BUCKET: text
    .default('k6')
    .describe('Bucket of the raw samples')
    .register(variableInfo, { group: 'Storage', right: 'the name of a bucket' }),
  INFLUX_RESULTS_BUCKET: text
    .default('loadtest_results')
    .describe('Bucket of the verdicts, apart from the raw samples so that their retention never deletes results')
    .register(variableInfo, { group: 'Storage', right: 'the name of another bucket than INFLUX_BUCKET' }),

  LOADTESTS_FILE: text
    .default('k6/loadtests.yaml')
    .describe('Catalogue of the load tests')
    .register(variableInfo, { group: 'Load tests', right: 'the path of a YAML file' }),
  K6_BIN: text
    .default('k6')
    .describe('k6 binary that the sidecar starts')
    .register(variableInfo, { group: 'Load tests', right: 'a path, or a name to be found on PATH' }),
  RUNNER_MAX_MEMORY_MB: wholeNumber(64, 16_777_216)
    .optional()
    .describe(
      'Memory in MB that one k6 of the sidecar may use; one that uses more is ended and its run is errored. Without it, three quarters of what the machine or container has'
    )
    .register(variableInfo, {
      group: 'Load tests',
      right: 'a whole number of MB from 64 to 16777216',
      defaultText: '75 % of the memory there is',
    }),

  ANTHROPIC_API_KEY: secret
    .optional()
    .describe('Key for Claude Haiku. Without it rules alone diagnose, and nothing is auto-fixable')
    .register(variableInfo, { group: 'Diagnosis', right: 'an Anthropic API key', secret: true }),
  ANTHROPIC_BASE_URL: baseUrl
    .optional()
    .describe('Another address of the Anthropic API, for example a gateway')
    .register(variableInfo, { group: 'Diagnosis', right: `${URL_HINT} https://api.anthropic.com` }),
  ANTHROPIC_MODEL: word
    .default('claude-haiku-5-5')
    .describe('Model that classifies failures')
    .register(variableInfo, { group: 'Diagnosis', right: 'a model id, for example claude-haiku-5-5' }),
  DIAGNOSIS_DEADLINE_SECONDS: wholeNumber(1, 600)
    .default(60)
    .describe('Longest time in seconds that an alert waits for the diagnosis')
    .register(variableInfo, { group: 'Diagnosis', right: 'a whole number of seconds from 1 to 600' }),

  VERCEL_TOKEN: secret
    .optional()
    .describe('Token that may read and redeploy the allowed projects. Without it nothing is redeployed')
    .register(variableInfo, { group: 'Vercel', right: 'a Vercel access token', secret: true }),
  VERCEL_PROJECT_ID: word
    .optional()
    .describe('Project of load tests whose remediation.vercel names none')
    .register(variableInfo, { group: 'Vercel', right: 'a project id, for example prj_abc' }),
  VERCEL_TEAM_ID: word
    .optional()
    .describe('Team that owns the projects')
    .register(variableInfo, { group: 'Vercel', right: 'a team id, for example team_abc' }),
  VERCEL_ALLOWED_PROJECT_IDS: commaList
    .pipe(z.array(word))
    .optional()
    .describe('The only projects that may ever be redeployed, comma separated')
    .register(variableInfo, {
      group: 'Vercel',
      right: 'project ids, comma separated',
      defaultText: 'VERCEL_PROJECT_ID alone',
    }),
  VERCEL_API_URL: baseUrl
    .default('https://api.vercel.com')
    .describe('Address of the Vercel API')
    .register(variableInfo, { group: 'Vercel', right: `${URL_HINT} https://api.vercel.com` }),
  REMEDIATION_MODE: z
    .enum(['auto', 'approve', 'dry-run', 'off'], 'is not a mode')
    .optional()
    .describe(
      'auto: redeploy when the rules permit; approve: a person decides, within a day; dry-run: only say what would be done'
    )
    .register(variableInfo, {
      group: 'Vercel',
      right: 'auto, approve, dry-run or off',
      defaultText: 'auto with VERCEL_TOKEN, else off',
    }),

  SLACK_BOT_TOKEN: secret
    .optional()
    .describe(
      'Bot token with chat:write: one thread per incident. Optional: channels:history or groups:history, see Slack below. Goes with SLACK_CHANNEL'
    )
    .register(variableInfo, { group: 'Slack', right: 'a bot token, xoxb-…', secret: true }),
  SLACK_CHANNEL: word
    .optional()
    .describe('Channel that the bot writes to')
    .register(variableInfo, { group: 'Slack', right: 'a channel id or name, for example C0123456789' }),
  SLACK_WEBHOOK_URL: secret
    .refine((value) => /^https?:$/.test(parsedUrl(value.reveal())?.protocol ?? ''), 'is not an http or https URL')
    .optional()
    .describe('Incoming webhook, instead of the bot: new messages only. The URL is itself the secret')
    .register(variableInfo, { group: 'Slack', right: 'https://hooks.slack.com/services/…', secret: true }),
  SLACK_API_URL: baseUrl
    .default('https://slack.com/api')
    .describe('Address of the Slack Web API')
    .register(variableInfo, { group: 'Slack', right: `${URL_HINT} https://slack.com/api` }),

  GRAFANA_URL: baseUrl
    .optional()
    .describe('Grafana that gets the annotations')
    .register(variableInfo, { group: 'Grafana', right: `${URL_HINT} http://grafana:3000` }),
  GRAFANA_TOKEN: secret
    .optional()
    .describe(
      'Service account token with annotations:read, :create, :write and :delete on annotations:type:organization and, for RUN_ALERTS=grafana, the right to read alert rules'
    )
    .register(variableInfo, { group: 'Grafana', right: 'a service account token, glsa_…', secret: true }),
  GRAFANA_PUBLIC_URL: baseUrl
    .optional()
    .describe('Address of Grafana in a browser, for links in messages')
    .register(variableInfo, {
      group: 'Grafana',
      right: `${URL_HINT} https://grafana.example.com`,
      defaultText: 'GRAFANA_URL',
    }),

  API_KEYS: apiKeys
    .optional()
    .describe(
      'Keys of the HTTP API as `key:scope[+scope…][:grafana]`, comma separated. Scopes: banner, ingest, read, operate, ' +
        'admin. `grafana` marks the key of the plugin, whose forwarded user is believed'
    )
    .register(variableInfo, {
      group: 'Access',
      right: 'key:scope[+scope…][:grafana], comma separated, keys of at least 16 characters',
      secret: true,
    }),
  BANNER_PUBLIC: flag
    .default(false)
    .describe('Answer the banner without a key, with its state, since when and until when only')
    .register(variableInfo, { group: 'Access', right: 'true or false' }),
  BANNER_ALLOWED_ORIGINS: origins
    .optional()
    .describe('Origins of pages that may read the banner from the browser, comma separated')
    .register(variableInfo, { group: 'Access', right: 'origins such as https://admin.example.com, comma separated' }),
  WEBHOOK_VERCEL_SECRET: vercelSecrets
    .optional()
    .describe(
      'Secret with which Vercel signs its webhooks: deployments start the load tests that say so. Two, comma separated, while one replaces the other'
    )
    .register(variableInfo, {
      group: 'Access',
      right: 'the secret that Vercel showed for the webhook; several are comma separated',
      secret: true,
    }),
  WEBHOOK_DEPLOYMENTS_SECRET: signingSecrets
    .optional()
    .describe(
      'Secret with which a CI signs deployment events (Standard Webhooks). Two, comma separated, while one replaces the other'
    )
    .register(variableInfo, {
      group: 'Access',
      right: 'whsec_ and 24 to 64 random bytes in base64, as `echo whsec_$(openssl rand -base64 32)` makes it',
      secret: true,
    }),

  RUN_ALERTS: z
    .enum(['sidecar', 'grafana'], 'is not one of the two')
    .default('sidecar')
    .describe(
      'Who tells Slack about runs and incidents: the sidecar, or the alert rules in Grafana with the label ' +
        '`loadtest_monitoring="runs"`. Where Grafana shows none, or one of them paused, or cannot be asked, the sidecar tells all the same'
    )
    .register(variableInfo, { group: 'Slack', right: 'sidecar or grafana' }),
});

export type Environment = z.output<typeof environmentSchema>;
export type VariableName = keyof Environment;
export const variableNames = environmentSchema.keyof().options;

export function isSecretVariable(name: VariableName): boolean {
  return variableInfo.get(environmentSchema.shape[name])?.secret === true;
}
