// Visitors come, stay for a while and leave. The plateau is where p95 is measured with all of them present.
import http from 'k6/http';
import { check, sleep } from 'k6';

export const options = {
  scenarios: {
    visitors: {
      executor: 'ramping-vus',
      startVUs: 1,
      stages: [
        { duration: '10s', target: 10 },
        { duration: '20s', target: 10 },
        { duration: '5s', target: 0 },
      ],
      gracefulRampDown: '5s',
    },
  },
};

const pages = [
  { name: 'front page', path: () => '/' },
  { name: 'search', path: () => '/search?q=books' },
  { name: 'item', path: () => `/item/${(__ITER % 20) + 1}` },
];

export default function () {
  for (const { name, path } of pages) {
    const response = http.get(`${__ENV.TARGET}${path()}`, { tags: { name } });
    check(response, { [`${name} is 200`]: ({ status }) => status === 200 });
    sleep(0.1);
  }
}
