import { createScreen, hasColours, paintOf } from './screen';

function screenOf(terminal: { readonly isTTY?: boolean; readonly columns?: number }, environment = {}) {
  let text = '';
  const screen = createScreen({ write: (piece: string) => (text += piece), ...terminal }, environment);
  return { screen, printed: () => text };
}
const sentence = 'The p95 response time of the checkout was 1,840 ms.';

it('breaks text where the terminal ends, and never between a figure and its unit', () => {
  const { screen, printed } = screenOf({ isTTY: true, columns: 48 });
  screen.line(sentence);
  expect(printed()).toBe('The p95 response time of the checkout was\n  1,840 ms.\n');
});

it('never breaks what is to be copied', () => {
  const { screen, printed } = screenOf({ isTTY: true, columns: 20 });
  screen.print('curl -H "Authorization: Bearer" http://127.0.0.1');
  expect(printed()).toBe('curl -H "Authorization: Bearer" http://127.0.0.1\n');
});

it.each([
  [{ isTTY: true, columns: 50 }, 50],
  [{ isTTY: true, columns: 300 }, 110],
  [{ isTTY: true, columns: 0 }, 80],
  [{ isTTY: true }, 80],
  [{}, 110],
])('is of %j as wide as can be read: %d columns', (terminal, columns) => {
  expect(screenOf(terminal).screen.columns()).toBe(columns);
});

it('follows a terminal that is made narrower', () => {
  const terminal = { write: () => true, isTTY: true, columns: 100 };
  const screen = createScreen(terminal, {});
  terminal.columns = 60;
  expect(screen.columns()).toBe(60);
});

it.each([
  ['a terminal', true, {}, true],
  ['a pipe', undefined, {}, false],
  ['a terminal that knows no colours', true, { TERM: 'dumb' }, false],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a pipe with FORCE_COLOR', undefined, { FORCE_COLOR: '1' }, true],
  ['a pipe with both', undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
])('colours %s as it is asked to', (_what, isTTY, environment, expected) => {
  expect(hasColours({ ...(isTTY && { isTTY }) }, environment)).toBe(expected);
});

it('colours with what every terminal knows, or not at all', () => {
  expect(paintOf(true).bad('FAILED')).toBe('\u001b[31mFAILED\u001b[39m');
  expect(paintOf(false).bad('FAILED')).toBe('FAILED');
});
