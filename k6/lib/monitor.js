/*
 * Lets any k6 script report the end of its run to the load test monitor:
 *
 *   import { monitor } from '../lib/monitor.js';
 *   export const handleSummary = monitor();
 *
 * Run it with
 *
 *   LOADTESTS_URL=http://127.0.0.1:8090 LOADTESTS_KEY=… LOADTESTS_TEST=checkout LOADTESTS_TARGET=https://shop.example.com \
 *     k6 run --tag testid=$(uuidgen) checkout.js
 *
 * LOADTESTS_KEY is an API key with the scope `ingest`, LOADTESTS_TEST the name in the catalogue, LOADTESTS_TARGET the base
 * URL of the system under test, LOADTESTS_ENVIRONMENT its environment (default production). Where several k6
 * processes make up one run, each has a tag `instance` (or `instance_id`, which k6-operator sets) of its own, and
 * LOADTESTS_INSTANCES is their number; where they share an execution segment sequence, as k6-operator's do, that tells it.
 * The earlier names LOADTEST, TARGET, LOADTEST_ENVIRONMENT and LOADTEST_INSTANCES are read where the new ones are not set.
 * Nothing that goes wrong here changes k6's exit code or hides its own summary: a line in k6's log says what and what would
 * be right, as a warning where the run was not reported, and another one where it does not count.
 *
 * A run counts only where the monitor can see that this is the catalogue's script. Its file is known where the script itself
 * calls monitor(). With `export { handleSummary } from '../lib/monitor.js';` it is not: then LOADTESTS_SCRIPT is its path
 * (from the folder of this file, or absolute), or LOADTESTS_SCRIPT_HASH what `loadtests hash checkout.js` prints, the SHA-256
 * of its bytes. What can be read of the file itself wins.
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
  const script = identify([
    ['the setting script', settings.script],
    ['LOADTESTS_SCRIPT', __ENV.LOADTESTS_SCRIPT],
    [null, callerOf(new Error())],
  ]);
  // Returning nothing lets k6 print its own summary.
  return function (data) {
    if (!__ENV.LOADTESTS_REPORTER) {
      report(data, settings, script);
    }
  };
}

// The file that has called monitor(); nothing where that is this file itself.
function callerOf({ stack }) {
  const files = [...String(stack).matchAll(/(file:\/\/.+?):\d+:\d+/g)].map(([, file]) => file);
  const caller = files.find((file) => file !== files[0]);
  return caller === undefined ? undefined : decodeURIComponent(caller);
}

// The script's hash and what is to be said about it. open() exists in the init context only. Without a hash the run is
// reported all the same, so what cannot be read is no reason to end the test.
function identify(places) {
  const problems = [];
  for (const [name, place] of places.filter(([, given]) => given)) {
    try {
      return { hash: crypto.sha256(open(place, 'b'), 'hex'), problems };
    } catch {
      if (name !== null) {
        problems.push(`${name} is ${place}, where no file can be read; right would be the script's path`);
      }
    }
  }
  const told = (__ENV.LOADTESTS_SCRIPT_HASH || '').trim().toLowerCase();
  if (told === '' || /^[0-9a-f]{64}$/.test(told)) {
    return { hash: told || null, problems };
  }
  problems.push('LOADTESTS_SCRIPT_HASH is no SHA-256; right would be what "loadtests hash <script>" prints');
  return { hash: null, problems };
}

// By its name of today, or an earlier one.
const variable = (name, earlier) => __ENV[`LOADTESTS_${name}`] || __ENV[earlier];

/** For `export { handleSummary } from '../lib/monitor.js'`: everything comes from the environment. */
export const handleSummary = monitor();

const say = (text) => console.log(`load test monitor: ${text}`);
const warn = (text) => console.warn(`load test monitor: ${text}`);

function report(data, settings, script) {
  try {
    const runId = (exec.test.options.tags ?? {}).testid;
    const problems = problemsOf(runId, settings);
    if (problems.length > 0) {
      warn(`not reported: ${problems.join('; ')}`);
      return;
    }
    script.problems.forEach(warn);
    const base = __ENV.LOADTESTS_URL.replace(/\/+$/, '');
    const announced = post(`${base}/api/v1/runs`, announcement(runId, data, settings, script.hash));
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
      const hint = script.hash === null ? ' (LOADTESTS_SCRIPT_HASH=$(loadtests hash <script>) tells it)' : '';
      say(`run ${runId} does not count: ${countsReason}${hint}`);
    }
  } catch (error) {
    warn(`not reported: ${error.message ?? error}`);
  }
}

// Everything at once, so that nobody has to run a load test for each.
function problemsOf(runId, settings) {
  const missing = [
    [runId, 'the tag testid (k6 run --tag testid=<an id of its own for every run>)'],
    [__ENV.LOADTESTS_URL, 'LOADTESTS_URL (base URL of the monitor)'],
    [__ENV.LOADTESTS_KEY, 'LOADTESTS_KEY (API key with the scope ingest)'],
    [variable('TEST', 'LOADTEST') || settings.test, 'LOADTESTS_TEST (name of the load test)'],
    [variable('TARGET', 'TARGET') || settings.target, 'LOADTESTS_TARGET (base URL of the system under test)'],
  ].filter(([value]) => !value);
  const problems = missing.length > 0 ? [`not set: ${missing.map(([, name]) => name).join(', ')}`] : [];
  if (!/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(__ENV.LOADTESTS_URL || 'http://unset')) {
    // Not repeated: it may hold a password.
    problems.push('LOADTESTS_URL is no base URL; right would be http(s)://host[:port] without credentials and query');
  }
  const instances = variable('INSTANCES', 'LOADTEST_INSTANCES') || '1';
  if (!/^([1-9]\d{0,2}|1000)$/.test(instances)) {
    problems.push(`LOADTESTS_INSTANCES is "${instances}"; right would be a whole number from 1 to 1000`);
  }
  return problems;
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
  let reason;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const response = send(url, JSON.stringify(body), params);
    const { status } = response;
    const answer = bodyOf(response);
    if (status >= 200 && status < 300 && answer !== null) {
      return { body: answer };
    }
    reason = refusal(response, answer);
    if (status >= 200 && status < 500 && status !== 408 && status !== 429) {
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

// What was answered and what would be right. The sidecar answers problem details (RFC 9457).
function refusal({ status, error }, answer) {
  if (status === 0) {
    return `${error} (does the monitor run at LOADTESTS_URL?)`;
  }
  const { detail, title, errors = [] } = answer ?? {};
  const issues = errors.map(({ where, what, right }) => `${where} ${what}${right ? `: ${right}` : ''}`);
  const text = [status, detail ?? title ?? '', ...issues].join(' ').trim().slice(0, 400);
  if (status === 401 || status === 403) {
    return `${text} (check LOADTESTS_KEY: a key with the scope ingest)`;
  }
  return status < 500 && !detail && !title ? `${text} of what is no monitor (check LOADTESTS_URL)` : text;
}

// Null where it is no JSON object, as another server's.
function bodyOf(response) {
  try {
    const body = response.json();
    return typeof body === 'object' ? body : null;
  } catch {
    return null;
  }
}
