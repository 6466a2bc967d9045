/*
 * Customers look at items, fill the basket and pay. Each request has a `name` of its own: without it k6 would tag the
 * samples with the whole URL, one series for every item.
 */
import http from 'k6/http';
import { check, group, sleep } from 'k6';

const items = Number(__ENV.ITEMS || 20);

export const options = {
  scenarios: {
    customers: { executor: 'constant-vus', vus: 5, duration: '30s', gracefulStop: '10s' },
  },
  thresholds: {
    checks: ['rate>0.99'],
    'http_req_duration{name:pay}': ['p(95)<1500'],
  },
};

const json = { 'Content-Type': 'application/json' };

export default function () {
  const shop = __ENV.TARGET;
  const item = Math.floor(Math.random() * items) + 1;

  group('look', () => {
    const front = http.get(`${shop}/`, { tags: { name: 'front page' } });
    check(front, { 'front page is 200': ({ status }) => status === 200 });
    const details = http.get(`${shop}/item/${item}`, { tags: { name: 'item' } });
    check(details, { 'item is 200': ({ status }) => status === 200 });
  });
  sleep(0.2);

  group('buy', () => {
    const order = JSON.stringify({ item, quantity: 1 });
    const basket = http.post(`${shop}/basket`, order, { headers: json, tags: { name: 'basket' } });
    check(basket, { 'basket is taken': ({ status }) => status >= 200 && status < 300 });
    const paid = http.post(`${shop}/checkout`, order, { headers: json, tags: { name: 'pay' } });
    check(paid, { 'payment is taken': ({ status }) => status >= 200 && status < 300 });
  });
  sleep(0.3);
}
