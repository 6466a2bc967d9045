import type { Catalogue, LoadTest } from '../../model/load-test';
import { aLoadTest } from '../../testing/load-test';
import { createScriptCheck, type ScriptCheckOptions } from './script-check';

type Answer = Awaited<ReturnType<ScriptCheckOptions['inspectionOf']>>;
const lasting = (durationSeconds: number): Answer => ({ ok: true, planned: { durationSeconds } });
const good = lasting(60);
const broken: Answer = {
  ok: false,
  failure: {
    kind: 'scriptError',
    message: 'Error: no account',
    position: { file: '/catalogue/checkout.js', line: 3, column: 9 },
  },
};
const noK6: Answer = { ok: false, failure: { kind: 'k6NotFound', message: 'k6 could not be started' } };
const brokenText = 'checkout.js:3:9: Error: no account';

/** A check of a catalogue of these tests, with what it asked and said. */
function checking(...tests: LoadTest[]) {
  const state = { tests, answer: good, now: 0 };
  const asked: string[] = [];
  const lines: string[] = [];
  const say = (level: string) => (_fields: object, line: string) => void lines.push(`${level} ${line}`);
  const check = createScriptCheck({
    catalogue: (): Catalogue => ({
      file: '/catalogue/loadtests.yaml',
      tests: new Map(state.tests.map((test) => [test.name, test])),
    }),
    inspectionOf: (test) => {
      asked.push(test.name);
      return Promise.resolve(state.answer);
    },
    logger: { info: say('info'), warn: say('warn') },
    now: () => new Date(state.now),
  });
  return { check, state, asked, lines };
}
const checkout = aLoadTest();
const edited = aLoadTest({ scriptHash: 'b'.repeat(64) });

it('says where k6 cannot read a script, once, until the script is mended', async () => {
  const { check, state, asked, lines } = checking(checkout);
  state.answer = broken;
  await check.look();
  await check.look();
  expect(asked).toEqual(['checkout']);
  expect(check.problemOf(checkout)).toBe(brokenText);
  expect(check.problem()).toBe(brokenText);

  state.tests = [edited];
  state.answer = good;
  await check.look();
  await check.look();
  expect(asked).toHaveLength(2);
  expect([check.problemOf(edited), check.problem()]).toEqual([null, null]);
  expect(lines).toEqual([
    `warn the load test "checkout" cannot be run: ${brokenText}`,
    'info the load test "checkout" can be run as it is now',
  ]);
});

it('asks about a refused script again after a minute: what it imports may have been mended', async () => {
  const { check, state, asked } = checking(checkout);
  state.answer = broken;
  await check.look();
  state.now = 59_999;
  await check.look();
  expect(asked).toHaveLength(1);
  state.now = 60_000;
  state.answer = good;
  await check.look();
  expect(check.problem()).toBeNull();
  state.now = 1e9;
  await check.look();
  expect(asked).toHaveLength(2);
});

it('forgets what has left the catalogue', async () => {
  const { check, state } = checking(checkout, aLoadTest({ name: 'browse' }));
  state.answer = broken;
  await check.look();
  state.tests = [aLoadTest({ name: 'browse' })];
  await check.look();
  expect(check.problem()).toBe(brokenText);
  state.tests = [];
  expect(check.problem()).toBeNull();
});

it('blames no script for a k6 that is not there, and looks again at once', async () => {
  const tests = ['a', 'b', 'c', 'd', 'e'].map((name) => aLoadTest({ name }));
  const { check, state, asked, lines } = checking(...tests);
  state.answer = noK6;
  await check.look();
  // One for each of the two that are asked about at once.
  expect(asked).toEqual(['a', 'b']);
  expect([check.problem(), lines]).toEqual([null, []]);
  state.answer = good;
  await check.look();
  expect(asked).toEqual(['a', 'b', 'a', 'b', 'c', 'd', 'e']);
});

it('warns of a script that lasts longer than its entry lets it, which is no problem of the script', async () => {
  const short = aLoadTest({ deadlineSeconds: 60 });
  const { check, state, lines } = checking(short);
  state.answer = lasting(61);
  await check.look();
  expect(check.problemOf(short)).toBeNull();
  expect(lines).toEqual([
    'warn the load test "checkout": the scenarios of its script last 61 s, and k6 is ended after deadlineSeconds: 60; ' +
      'raise it, or make the script shorter',
  ]);
  state.tests = [aLoadTest({ deadlineSeconds: 61 })];
  await check.look();
  expect(lines.slice(1)).toEqual(['info the load test "checkout" can be run as it is now']);
});

it('asks about two scripts at once at most, and says nothing after it was stopped', async () => {
  const tests = Array.from({ length: 5 }, (_, index) => aLoadTest({ name: `t${index}` }));
  const waiting: Array<(answer: Answer) => void> = [];
  const lines: string[] = [];
  const check = createScriptCheck({
    catalogue: () => ({ file: '/catalogue/loadtests.yaml', tests: new Map(tests.map((test) => [test.name, test])) }),
    inspectionOf: () => new Promise((resolve) => waiting.push(resolve)),
    logger: { info: (_fields, line) => void lines.push(line), warn: (_fields, line) => void lines.push(line) },
    now: () => new Date(0),
  });
  const looked = check.look();
  expect(check.look()).toBe(looked);
  expect(waiting).toHaveLength(2);
  check.stop();
  waiting.forEach((answer) => answer(broken));
  await looked;
  expect([waiting.length, lines, check.problem()]).toEqual([2, [], null]);
});
