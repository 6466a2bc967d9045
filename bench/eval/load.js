// What a case of the evaluation calls: everything comes from its variables.
import exec from 'k6/execution';
import http from 'k6/http';
import { sleep } from 'k6';

export const options = JSON.parse(__ENV.OPTIONS);
const calls = JSON.parse(__ENV.CALLS);

export default function () {
  const mine = calls.filter(({ scenario }) => scenario === undefined || scenario === exec.scenario.name);
  const first = mine.filter(({ once }) => once && exec.vu.iterationInScenario === 0);
  const always = mine.filter(({ once }) => !once);
  // Arrivals call one after the other by turns, users all of them.
  const turn = __ENV.BY_TURNS === 'true' ? [always[exec.scenario.iterationInTest % always.length]] : always;
  for (const { method, path, name } of [...first, ...turn]) {
    const params = name === undefined ? {} : { tags: { name } };
    http.request(method || 'GET', `${__ENV.TARGET}${path}`, null, params);
  }
  const think = Number(__ENV.THINK_SECONDS || 0);
  if (think > 0) {
    // Users who were held up together do not stay together.
    sleep(think * (0.5 + Math.random()));
  }
}
