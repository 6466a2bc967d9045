import { columnsOf, wrapped } from './wrap';

it('breaks long lines at spaces, and leaves addresses whole', () => {
  const text = 'loadtests: see https://grafana.example.com/a/very/long/path for more\nloadtests:   because';
  expect(wrapped(text, 24)).toBe(
    'loadtests: see\n  https://grafana.example.com/a/very/long/path\n  for more\nloadtests:   because'
  );
  expect(wrapped(text, null)).toBe(text);
});

it('goes on below a line by two more than its margin', () => {
  expect(wrapped('    policy: it is down, and was not slow', 24)).toBe(
    '    policy: it is down,\n      and was not slow'
  );
});

it.each(['1,840 ms', '33.3 %', '14 s', '43 MB', '10:19 UTC'])('keeps the figure %s with its unit', (figure) => {
  for (let columns = 8; columns < 40; columns += 1) {
    expect(wrapped(`p95 was ${figure}, more than it may be (${figure})`, columns).split(figure)).toHaveLength(3);
  }
});

it('breaks after a figure where no unit follows', () => {
  expect(wrapped('of 690 samples', 7)).toBe('of 690\n  samples');
  expect(wrapped('of 690 msg', 7)).toBe('of 690\n  msg');
});

it('does not count colours', () => {
  const red = '\u001b[31mFAILED\u001b[39m';
  expect(columnsOf(red)).toBe(6);
  expect(wrapped(`checkout ${red} now`, 15)).toBe(`checkout ${red}\n  now`);
});
