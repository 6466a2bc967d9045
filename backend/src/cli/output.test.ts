import { writeLabelled } from './output';

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
