import { positionIn, scriptProblem, scriptProblemText } from './script-problem';

const script = '/k6/scripts/checkout.js';
const text = (message: string, said = message) =>
  scriptProblemText(scriptProblem(script, { message, position: positionIn(said) }), '/k6');
const prefix = `could not initialize '${script}': could not load JS test 'file://${script}': `;

it.each([
  [
    'a syntax error',
    `${prefix}file://${script}: Line 4:24 Unexpected token ;`,
    'scripts/checkout.js:4:24: Unexpected token ;',
  ],
  [
    'one in a file that the script imports',
    `${prefix}file:///k6/lib/my%20cart.js: Line 2:18 Unexpected token ; (and 1 more errors)`,
    'lib/my cart.js:2:18: Unexpected token ; (and 1 more errors)',
  ],
  [
    'one in a file outside of the folder',
    `${prefix}file:///other/cart.js: Line 1:1 Illegal return statement`,
    '/other/cart.js:1:1: Illegal return statement',
  ],
  ['an option', `${prefix}unknown executor type 'nope'`, "scripts/checkout.js: unknown executor type 'nope'"],
  [
    'several lines',
    'There were problems with the specified script configuration:\n- executor a: function not found\n- executor b: no',
    'scripts/checkout.js: There were problems with the specified script configuration: - executor a: function not found - executor b: no',
  ],
])('tells %s in one line, with the place that k6 names', (_what, message, line) => {
  expect(text(message)).toBe(line);
});

it('takes the place of an exception from the top of its stack, which may be in code of k6 itself', () => {
  const stack =
    'GoError: stat /k6/data.json: no such file or directory\n' +
    '\tat go.k6.io/k6/v2/internal/js.(*Bundle).setInitGlobals.func3 (native)\n' +
    `\tat helper (file://${script}:3:9(3))\n\tat file://${script}:7:1(15)\n`;
  expect(text('GoError: stat /k6/data.json: no such file or directory', stack)).toBe(
    'scripts/checkout.js:3:9: GoError: stat /k6/data.json: no such file or directory'
  );
});

it('names no place where k6 names none, or none that is a file', () => {
  expect(positionIn('the script mentions file:///k6/a.js and Line 3:4')).toBeUndefined();
  expect(positionIn('file://server%2F/x.js: Line 3:4 Unexpected token')).toBeUndefined();
});
