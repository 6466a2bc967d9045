/*
 * Lets any k6 script report the end of its run to the load test monitor:
 *
 *   import { monitor } from '../lib/monitor.js';
 *   export const handleSummary = monitor();
 *
 * Run it with
 *
 *   LOADTESTS_URL=http://127.0.0.1:8090 LOADTESTS_KEY=… LOADTESTS_TEST=checkout TARGET=https://shop.example.com \
 *     k6 run --tag testid=$(uuidgen) checkout.js
 *
 * LOADTESTS_KEY is an API key with the scope `ingest`, LOADTESTS_TEST the name in the catalogue, TARGET (or LOADTESTS_TARGET)
 * the base URL of the system under test, LOADTESTS_ENVIRONMENT its environment (default production). Where several k6
 * processes make up one run, each has a tag `instance` (or `instance_id`, which k6-operator sets) of its own, and
 * LOADTESTS_INSTANCES is their number; where they share an execution segment sequence, as k6-operator's do, that tells it.
 * LOADTEST, LOADTEST_ENVIRONMENT and LOADTEST_INSTANCES are read as well. Nothing that goes wrong here changes k6's exit
 * code or hides its own summary: a line in k6's log says what happened, as a warning where the run was not reported, and
 * another one where it does not count.
 *
 * A run counts only where the monitor can see that this is the catalogue's script. Its file is known where the script itself
 * calls monitor(). With `export { handleSummary } from '../lib/monitor.js';` it is not, unless LOADTESTS_SCRIPT is its path
 * (from the folder of this file, or absolute).
 *
 * k6 does not tell handleSummary its exit code, so a run reported this way alone is passed only when its iterations add
 * up to what its options planned (k6 0.54 or later; before, setup() was among them). That cannot be told where users
 * (constant-vus, ramping-vus) and other executors are mixed, or with minIterationDuration: such runs are inconclusive.
 * `npx loadtests run` reports more. It sets LOADTESTS_REPORTER, and then this file is silent.
 */
import crypto from 'k6/crypto';
import exec from 'k6/execution';
import http from 'k6/http';
import { canonicalJson, normalisedScenarios, plannedLoad } from './load-profile.js';

const TIMEOUT = '5s';
const ATTEMPTS = 2;

/**
 * Makes a handleSummary that reports. Call it in the init context.
 *
 * @param {object} [settings]
 * @param {string} [settings.script] The script's own place, `import.meta.resolve('./name.js')`, where something else than
 *   the script calls this. Its SHA-256 lets the monitor see that this is the catalogue's script.
 * @param {string} [settings.test] Name in the catalogue, where LOADTESTS_TEST is not set.
 * @param {string} [settings.target] Where neither LOADTESTS_TARGET nor TARGET is set.
 * @param {string} [settings.environment] Where LOADTESTS_ENVIRONMENT is not set.
 * @param {string[]} [settings.env] Variables that the catalogue's entry sets, such as ['ITEMS']: the monitor compares
 *   them with the catalogue and does not keep them. Nothing else of the environment is sent.
 */
export function monitor(settings = {}) {
  // open() exists in the init context only.
  const scriptHash = settings.script
    ? crypto.sha256(open(settings.script, 'b'), 'hex')
    : hashOfFirst([__ENV.LOADTESTS_SCRIPT, callerOf(new Error())]);
  return function (data) {
    if (!__ENV.LOADTESTS_REPORTER) {
      report(data, settings, scriptHash);
    }
    // Returning nothing lets k6 print its own summary.
  };
}

// The file that has called monitor(); nothing where that is this file itself.
function callerOf({ stack }) {
  const files = [...String(stack).matchAll(/(file:\/\/.+?):\d+:\d+/g)].map(([, file]) => file);
  const caller = files.find((file) => file !== files[0]);
  return caller === undefined ? undefined : decodeURIComponent(caller);
}

// Without a hash the run is reported all the same, so what cannot be read is no reason to end the test.
function hashOfFirst(places) {
  for (const place of places.filter(Boolean)) {
    try {
      return crypto.sha256(open(place, 'b'), 'hex');
    } catch {
      // The next one may do.
    }
  }
  return null;
}

// By its name of today, or an earlier one.
function variable(name, earlier) {
  return __ENV[`LOADTESTS_${name}`] || __ENV[earlier];
}

/** For `export { handleSummary } from '../lib/monitor.js'`: everything comes from the environment. */
export const handleSummary = monitor();

const say = (text) => console.log(`load test monitor: ${text}`);
const warn = (text) => console.warn(`load test monitor: ${text}`);

function report(data, settings, scriptHash) {
  try {
    const runId = (exec.test.options.tags ?? {}).testid;
    const problem = whatIsMissing(runId, settings);
    if (problem) {
      warn(`not reported: ${problem}`);
      return;
    }
    const base = __ENV.LOADTESTS_URL.replace(/\/+$/, '');
    const announced = post(`${base}/api/v1/runs`, announcement(runId, data, settings, scriptHash));
    if (announced.refused) {
      warn(`run ${runId} not reported: ${announced.refused}`);
      return;
    }
    const { instance, instance_id: podId } = exec.test.options.tags;
    const part = { part: 'summary', instance: instance || podId || '0', summary: withoutSecrets(data) };
    const completed = post(`${base}/api/v1/runs/${encodeURIComponent(runId)}/complete`, part);
    if (completed.refused) {
      warn(`run ${runId} announced, but its summary was not taken: ${completed.refused}`);
      return;
    }
    say(`run ${runId} reported to ${base}`);
    const { counts, countsReason } = completed.body;
    if (counts === false) {
      say(`run ${runId} does not count: ${countsReason}`);
    }
  } catch (error) {
    warn(`not reported: ${error.message ?? error}`);
  }
}

function whatIsMissing(runId, settings) {
  const missing = [
    [runId, 'the tag testid (k6 run --tag testid=<an id of its own for every run>)'],
    [__ENV.LOADTESTS_URL, 'LOADTESTS_URL (base URL of the monitor)'],
    [__ENV.LOADTESTS_KEY, 'LOADTESTS_KEY (API key with the scope ingest)'],
    [variable('TEST', 'LOADTEST') || settings.test, 'LOADTESTS_TEST (name of the load test)'],
    [variable('TARGET', 'TARGET') || settings.target, 'TARGET (base URL of the system under test)'],
  ].filter(([value]) => !value);
  return missing.length === 0 ? null : `not set: ${missing.map(([, name]) => name).join(', ')}`;
}

// What all instances together plan. Without an execution segment each of them runs the whole plan.
function plannedByAll(scenarios, { executionSegment, minIterationDuration }, instances) {
  const planned = plannedLoad(scenarios);
  const times = executionSegment ? 1 : instances;
  const all = (count) => (count === null ? null : count * times);
  // k6 counts no time that a user waits for minIterationDuration.
  const waits = (minIterationDuration ?? '0s') !== '0s';
  return {
    ...planned,
    iterations: all(planned.iterations),
    userSeconds: waits ? null : all(planned.userSeconds),
    earlyUserStops: waits ? null : all(planned.earlyUserStops),
    arrivals: all(planned.arrivals),
  };
}

// `0,1/3,2/3,1` are three. Null where k6 runs all of the plan, or a segment of no known sequence.
function segments({ executionSegment, executionSegmentSequence }) {
  return executionSegment && executionSegmentSequence ? executionSegmentSequence.split(',').length - 1 : null;
}

function announcement(runId, data, settings, scriptHash) {
  const scenarios = normalisedScenarios(exec.test.options.scenarios ?? {});
  const instances = Number(variable('INSTANCES', 'LOADTEST_INSTANCES')) || segments(exec.test.options) || 1;
  const durationMs = (data.state ?? {}).testRunDurationMs ?? ((data.config ?? {}).duration ?? 0) * 1000;
  const version = (data.metadata ?? {}).k6_version;
  return {
    id: runId,
    test: variable('TEST', 'LOADTEST') || settings.test,
    target: variable('TARGET', 'TARGET') || settings.target,
    environment: variable('ENVIRONMENT', 'LOADTEST_ENVIRONMENT') || settings.environment || 'production',
    reporter: 'handleSummary',
    expectedInstances: instances,
    scriptHash,
    loadProfileHash: scenarios === null ? null : crypto.sha256(canonicalJson(scenarios), 'hex'),
    planned: scenarios === null ? null : plannedByAll(scenarios, exec.test.options, instances),
    k6Version: version ?? null,
    startedAt: new Date(Date.now() - durationMs).toISOString(),
    measurement: measurement(exec.test.options, settings.env ?? []),
  };
}

// Options of k6 that change what is measured; a switch such as --no-thresholds shows in the summary alone.
const MEASURED_OPTIONS = [
  'noSetup',
  'noTeardown',
  'executionSegment',
  'rps',
  'minIterationDuration',
  'maxRedirects',
  'batch',
  'batchPerHost',
  'userAgent',
  'insecureSkipTLSVerify',
  'noConnectionReuse',
  'noVUConnectionReuse',
  'throw',
  'blacklistIPs',
  'blockHostnames',
  'discardResponseBodies',
  'hosts',
  'noCookiesReset',
];

function measurement(options, names) {
  const set = MEASURED_OPTIONS.filter((name) => (options[name] ?? null) !== null);
  return {
    env: Object.fromEntries(names.map((name) => [name, __ENV[name] ?? null])),
    options: Object.fromEntries(set.map((name) => [name, options[name]])),
    thresholds: Object.entries(options.thresholds ?? {}).flatMap(([metric, written]) =>
      (written ?? []).map((each) => ({
        metric,
        expression: each.threshold ?? each,
        abortOnFail: each.abortOnFail ?? false,
        delayAbortEval: each.delayAbortEval ?? null,
      }))
    ),
  };
}

// setup() often returns a login token, and the machine-readable summary carries the script's whole source.
function withoutSecrets(data) {
  const { setup_data: _setupData, ...summary } = data;
  if (summary.config) {
    const { script: _script, ...config } = summary.config;
    summary.config = config;
  }
  return summary;
}

// The body when the monitor took it, else why it did not. Both calls are idempotent, so a second attempt does no harm.
function post(url, body) {
  const params = {
    timeout: TIMEOUT,
    redirects: 0,
    responseType: 'text',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${__ENV.LOADTESTS_KEY}` },
  };
  let reason = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const response = send(url, JSON.stringify(body), params);
    if (response.status >= 200 && response.status < 300) {
      return { body: bodyOf(response) };
    }
    reason = response.status === 0 ? response.error : `${response.status} ${detail(response)}`.trim();
    if (response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429) {
      break;
    }
  }
  return { refused: reason };
}

function send(url, body, params) {
  try {
    return http.post(url, body, params);
  } catch (error) {
    // With the option `throw` k6 throws what it else returns as status 0.
    return { status: 0, error: error.message ?? String(error) };
  }
}

// The sidecar answers problem details (RFC 9457).
function detail(response) {
  const problem = bodyOf(response);
  const issues = (problem.errors ?? []).map(({ where, what, right }) => `${where} ${what}${right ? `: ${right}` : ''}`);
  return [problem.detail ?? problem.title ?? '', ...issues].join(' ').slice(0, 400);
}

function bodyOf(response) {
  try {
    return response.json() ?? {};
  } catch {
    return {};
  }
}
