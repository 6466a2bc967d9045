import { wrapped } from './output';

it('breaks long lines of a terminal at spaces, and leaves addresses whole', () => {
  const text = 'loadtests: see https://grafana.example.com/a/very/long/path for more\nloadtests:   because';
  expect(wrapped(text, 24)).toBe(
    'loadtests: see\n  https://grafana.example.com/a/very/long/path\n  for more\nloadtests:   because'
  );
  expect(wrapped(text, null)).toBe(text);
});
