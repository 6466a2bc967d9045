// Does the shop answer at all? 3 users for 10 s on its front page.
import http from 'k6/http';
import { check, sleep } from 'k6';

export const options = {
  scenarios: { smoke: { executor: 'constant-vus', vus: 3, duration: '10s', gracefulStop: '5s' } },
};

export default function () {
  const response = http.get(`${__ENV.TARGET}/`, { tags: { name: 'front page' } });
  check(response, { 'front page is 200': ({ status }) => status === 200 });
  sleep(0.3);
}
