import { measurementOf, variablesSeen } from './measurement';

const unread = { ok: false, failure: { kind: 'scriptError', message: '' } } as const;

it('tells switches and names of -e, and the value of no variable', () => {
  const args = ['-e', 'TOKEN=secret-value', '--env=ITEMS=5', '-eCI', '--no-thresholds'];
  const measurement = measurementOf(args, { OTHER: 'secret-value', K6_NO_SETUP: 'true' }, unread);
  expect(measurement).toEqual({
    switches: ['--no-thresholds'],
    envNames: ['TOKEN', 'ITEMS', 'CI'],
    env: {},
    options: null,
    thresholds: null,
  });
  expect(JSON.stringify(measurement)).not.toContain('secret-value');
});

it.each<[string, string[], Record<string, string>, string | null]>([
  ['nothing', [], {}, null],
  ['the environment', [], { ITEMS: '1' }, '1'],
  ['-e', ['-e', 'ITEMS=2'], { ITEMS: '1' }, '2'],
  ['the last -e', ['-e', 'ITEMS=2', '--env', 'ITEMS=3'], {}, '3'],
  ['an empty -e', ['-e', 'ITEMS='], { ITEMS: '1' }, ''],
  ['-e with an equals sign in the value', ['-eITEMS=a=b'], {}, 'a=b'],
  ['-e without a value', ['-e', 'ITEMS'], { ITEMS: '1' }, '1'],
  ['an environment that is not handed on', ['--include-system-env-vars=false'], { ITEMS: '1' }, null],
  ['the same by a variable', [], { ITEMS: '1', K6_INCLUDE_SYSTEM_ENV_VARS: 'false' }, null],
  [
    'an argument against that variable',
    ['--include-system-env-vars'],
    { ITEMS: '1', K6_INCLUDE_SYSTEM_ENV_VARS: '0' },
    '1',
  ],
])('sees what the script sees: %s', (_, args, environment, seen) => {
  expect(variablesSeen(['ITEMS'], args, environment)).toEqual({ ITEMS: seen });
});
