import { wrapped, writeLabelled } from './output';

it('breaks long lines of a terminal at spaces, and leaves addresses whole', () => {
  const text = 'loadtests: see https://grafana.example.com/a/very/long/path for more\nloadtests:   because';
  expect(wrapped(text, 24)).toBe(
    'loadtests: see\n  https://grafana.example.com/a/very/long/path\n  for more\nloadtests:   because'
  );
  expect(wrapped(text, null)).toBe(text);
});

it('lets the text of a label go on below itself in a terminal, and leaves it one line in a pipe', () => {
  const printed = (terminal: { readonly isTTY?: boolean; readonly columns?: number }) => {
    let text = '';
    writeLabelled(
      { stdout: { write: (piece) => (text += piece), ...terminal } },
      'wrong  k6',
      'it cannot be started: install it'
    );
    return text;
  };
  expect(printed({})).toBe('wrong  k6  it cannot be started: install it\n');
  expect(printed({ isTTY: true, columns: 34 })).toBe('wrong  k6  it cannot be started:\n           install it\n');
  expect(printed({ isTTY: true, columns: 24 })).toBe('wrong  k6  it cannot be started: install it\n');
});
