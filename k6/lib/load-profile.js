// What k6's resolved scenarios (`exec.test.options.scenarios`) plan, and their hash. The sidecar computes the same from
// `k6 inspect` (backend/src/k6/load-profile.ts and planned-load.ts); a test holds both together. Pure: no k6 modules.

// k6 reads its gauge `vus` once a second; the tenth more allows for a late tick.
const GAUGE_WINDOW_MS = 1100;
const TOLERANCE = 1e-9;
const UNITS_MS = { h: 3600000, m: 60000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, μs: 1e-3, ns: 1e-6 };

/** JSON with sorted keys, so that equal values give equal text. */
export function canonicalJson(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function milliseconds(duration, fallback = 0) {
  if (duration === null || duration === undefined) {
    return fallback;
  }
  if (typeof duration === 'number') {
    return duration;
  }
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/g)) {
    total += Number(amount) * UNITS_MS[unit];
  }
  return Math.round(total * 1000) / 1000;
}

const toStages = (stages) =>
  (stages ?? []).map(({ duration, target }) => ({ durationMs: milliseconds(duration), target }));

/** The scenarios with k6's defaults filled in; tags, env and graceful stops change no load and are left out. */
export function normalisedScenarios(scenarios) {
  const result = {};
  for (const [name, raw] of Object.entries(scenarios)) {
    const { executor } = raw;
    const scenario = { executor, exec: raw.exec ?? 'default', startTimeMs: milliseconds(raw.startTime) };
    if (executor === 'constant-vus') {
      Object.assign(scenario, { vus: raw.vus ?? 1, durationMs: milliseconds(raw.duration) });
    } else if (executor === 'ramping-vus') {
      Object.assign(scenario, { startVUs: raw.startVUs ?? 1, stages: toStages(raw.stages) });
    } else if (executor === 'shared-iterations' || executor === 'per-vu-iterations') {
      const maxDurationMs = milliseconds(raw.maxDuration, 600000);
      Object.assign(scenario, { vus: raw.vus ?? 1, iterations: raw.iterations ?? 1, maxDurationMs });
    } else if (executor === 'constant-arrival-rate' || executor === 'ramping-arrival-rate') {
      const { preAllocatedVUs } = raw;
      const maxVUs = raw.maxVUs ?? preAllocatedVUs;
      Object.assign(scenario, { timeUnitMs: milliseconds(raw.timeUnit, 1000), preAllocatedVUs, maxVUs });
      if (executor === 'constant-arrival-rate') {
        Object.assign(scenario, { rate: raw.rate, durationMs: milliseconds(raw.duration) });
      } else {
        Object.assign(scenario, { startRate: raw.startRate ?? 0, stages: toStages(raw.stages) });
      }
    } else if (executor === 'externally-controlled') {
      const vus = raw.vus ?? 0;
      Object.assign(scenario, { vus, maxVUs: raw.maxVUs ?? vus, durationMs: milliseconds(raw.duration) });
    } else {
      return null;
    }
    result[name] = scenario;
  }
  return result;
}

/** What the normalised scenarios promise; null where they promise nothing. Meanings: PlannedLoad in load-profile.d.ts. */
export function plannedLoad(scenarios) {
  const all = Object.values(scenarios);
  const ends = all.map(endMs).filter((end) => end !== null);
  const pieces = all.map(userPieces).filter((list) => list !== null);
  const counts = all.map(fixedIterations).filter((count) => count !== null);
  const endOfAll = Math.max(...ends);
  const onlyUsers = all.length > 0 && pieces.length === all.length;
  const starts = all.map(plannedStarts).filter((each) => each !== null);
  return {
    virtualUsers: pieces.length === 0 ? null : usersHeld(pieces.flat()),
    iterations: counts.length === 0 || counts.length < all.length ? null : sum(counts),
    durationSeconds: ends.length === 0 ? null : endOfAll / 1000,
    userSeconds: onlyUsers ? sum(all.map(userMs)) / 1000 : null,
    earlyUserStops: onlyUsers ? sum(all.map((scenario) => earlyStops(scenario, endOfAll))) : null,
    arrivals: starts.length === all.length && counts.length < all.length ? sum(starts) : null,
  };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

// The area under the users. k6's ramps are staircases: half a user under the line upwards, half a user over it downwards.
function userMs(scenario) {
  return sum(
    userPieces(scenario).map(
      ({ fromMs, toMs, fromUsers, toUsers }) =>
        ((toMs - fromMs) * (fromUsers + toUsers - Math.sign(toUsers - fromUsers))) / 2
    )
  );
}

function earlyStops({ executor, startTimeMs, vus, durationMs, startVUs, stages }, endOfAll) {
  if (executor === 'constant-vus') {
    return startTimeMs + durationMs < endOfAll ? vus : 0;
  }
  let users = startVUs;
  let stops = 0;
  for (const { target } of stages) {
    stops += Math.max(0, users - target);
    users = target;
  }
  return stops + (startTimeMs + sum(stages.map((stage) => stage.durationMs)) < endOfAll ? users : 0);
}

// Iterations sure to be started: a ramp's n-th is due when its area reaches n, so one due at the very end is not sure.
function plannedStarts(scenario) {
  const { executor, timeUnitMs } = scenario;
  if (executor === 'constant-arrival-rate') {
    return Math.floor((scenario.rate * scenario.durationMs) / timeUnitMs + TOLERANCE);
  }
  if (executor !== 'ramping-arrival-rate') {
    return fixedIterations(scenario);
  }
  let rate = scenario.startRate;
  let area = 0;
  for (const { durationMs, target } of scenario.stages) {
    area += (durationMs * (rate + target)) / 2 / timeUnitMs;
    rate = target;
  }
  return Math.max(0, Math.ceil(area - TOLERANCE) - 1);
}

function fixedIterations({ executor, vus, iterations }) {
  return executor === 'shared-iterations' ? iterations : executor === 'per-vu-iterations' ? iterations * vus : null;
}

function endMs(scenario) {
  const { executor, startTimeMs } = scenario;
  if (executor === 'constant-vus' || executor === 'constant-arrival-rate') {
    return startTimeMs + scenario.durationMs;
  }
  if (executor === 'ramping-vus' || executor === 'ramping-arrival-rate') {
    return startTimeMs + activeLengthMs(scenario.startVUs ?? scenario.startRate, scenario.stages);
  }
  return null;
}

// k6 ends a ramp before the last stages when these start at 0 and stay there.
function activeLengthMs(start, stages) {
  let end = stages.length;
  while (end > 0 && stages[end - 1].target === 0 && (end > 1 ? stages[end - 2].target : start) === 0) {
    end -= 1;
  }
  return stages.slice(0, end).reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function userPieces(scenario) {
  const { executor, startTimeMs } = scenario;
  if (executor === 'constant-vus') {
    const { vus, durationMs } = scenario;
    return [{ fromMs: startTimeMs, toMs: startTimeMs + durationMs, fromUsers: vus, toUsers: vus }];
  }
  if (executor !== 'ramping-vus') {
    return null;
  }
  const pieces = [];
  let fromMs = startTimeMs;
  let fromUsers = scenario.startVUs;
  for (const { durationMs, target } of scenario.stages) {
    if (durationMs > 0) {
      pieces.push({ fromMs, toMs: fromMs + durationMs, fromUsers, toUsers: target });
    }
    fromMs += durationMs;
    fromUsers = target;
  }
  return pieces;
}

// The largest whole number of users that the sum of the pieces keeps for the gauge's window without a break.
function usersHeld(pieces) {
  const times = [...new Set(pieces.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort((a, b) => a - b);
  const segments = times.slice(1).map((toMs, index) => lowerBound(pieces, times[index], toMs));
  let low = 0;
  let high = Math.floor(TOLERANCE + segments.reduce((most, s) => Math.max(most, s.fromUsers, s.toUsers), 0));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (longestAtLeast(segments, middle - TOLERANCE) >= GAUGE_WINDOW_MS - TOLERANCE) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// Users of a ramp are whole, so each further ramp may be up to one user below its line.
function lowerBound(pieces, fromMs, toMs) {
  const active = pieces.filter((piece) => piece.fromMs <= fromMs && piece.toMs >= toMs);
  const moving = active.filter((piece) => piece.fromUsers !== piece.toUsers).length;
  const sumAt = (time) => active.reduce((sum, piece) => sum + usersAt(piece, time), -Math.max(0, moving - 1));
  return { fromMs, toMs, fromUsers: sumAt(fromMs), toUsers: sumAt(toMs) };
}

function usersAt({ fromMs, toMs, fromUsers, toUsers }, time) {
  return fromUsers + ((toUsers - fromUsers) * (time - fromMs)) / (toMs - fromMs);
}

function longestAtLeast(segments, users) {
  let longest = 0;
  let start = null;
  let end = 0;
  for (const segment of segments) {
    const [from, to] = partAtLeast(segment, users);
    if (from > to) {
      start = null;
      continue;
    }
    start = start === null || from > end ? from : start;
    end = to;
    longest = Math.max(longest, end - start);
  }
  return longest;
}

function partAtLeast({ fromMs, toMs, fromUsers, toUsers }, users) {
  if (fromUsers >= users && toUsers >= users) {
    return [fromMs, toMs];
  }
  if (fromUsers < users && toUsers < users) {
    return [1, 0];
  }
  const crossing = fromMs + ((users - fromUsers) / (toUsers - fromUsers)) * (toMs - fromMs);
  return fromUsers < users ? [crossing, toMs] : [fromMs, crossing];
}
