/*
 * The demo's load test: ten customers look at the shop and pay. Each request has a `name`, so that the figures are per
 * endpoint and not per item.
 */
import http from 'k6/http';
import { sleep } from 'k6';

export const options = {
  scenarios: {
    customers: { executor: 'constant-vus', vus: 10, duration: __ENV.DURATION || '14s', gracefulStop: '5s' },
  },
};

export default function () {
  const shop = __ENV.TARGET;
  http.get(`${shop}/`, { tags: { name: 'front page' } });
  sleep(0.2);
  http.get(`${shop}/item/${(__ITER % 20) + 1}`, { tags: { name: 'item' } });
  sleep(0.2);
  http.post(`${shop}/checkout`, JSON.stringify({ item: 1 }), { tags: { name: 'checkout' } });
  sleep(0.2);
}
