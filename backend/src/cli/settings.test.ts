import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { k6ArgumentsOf } from './k6-session';
import { connectionFrom, newRunId, runSettings, type Environment, type RunOptions } from './settings';

const at = new Date('2026-11-23T02:45:00.123Z');
const target = 'https://shop.example.com';
const settings = (
  options: RunOptions = { target },
  environment: Environment = {},
  k6Args: string[] = [],
  script = 'k6/checkout.js'
) => runSettings(script, k6Args, options, environment, at);

describe('settings of a run', () => {
  it('needs a target only', () => {
    expect(settings()).toMatchObject({
      script: 'k6/checkout.js',
      test: 'checkout',
      target,
      environment: 'production',
      instance: '0',
      instances: 1,
      k6Bin: 'k6',
      stream: true,
      url: 'http://127.0.0.1:8090',
      key: null,
      wait: false,
    });
    expect(settings().runId).toMatch(/^checkout-20261123-024500-[0-9a-f]{4}$/);
  });

  it.each([
    ['argument', { target: 'https://a.example.com' }, { TARGET: 'https://b.example.com' }, []],
    [
      "k6's own arguments",
      {},
      { TARGET: 'https://b.example.com' },
      ['-e', 'X=1', '-e', 'TARGET=https://a.example.com'],
    ],
    ["k6's own arguments, long", {}, {}, ['--env=TARGET=https://a.example.com']],
    ['environment', {}, { TARGET: 'https://a.example.com' }, ['-e', 'MYTARGET=x']],
  ])('finds the target in the %s', (_where, options, environment, k6Args) => {
    expect(settings(options, environment, k6Args).target).toBe('https://a.example.com');
  });

  it.each<[string, RunOptions, Environment, RegExp]>([
    ['no target', {}, {}, /--target https:\/\/shop\.example\.com/],
    [
      'a target that is no URL',
      { target: 'shop' },
      {},
      /the target is no http or https URL; right would be: the base URL alone/,
    ],
    ['a bad run id', { target, runId: 'a b' }, {}, /--run-id is "a b".*letters, digits/],
    ['instances without an id', { target, instances: '2' }, {}, /same --run-id and an --instance/],
    ['no number', { target, instances: 'two' }, {}, /--instances is "two".*1 to 1000/],
    ['a bad address', { target, url: 'ftp://x' }, {}, /--url is no http or https URL/],
    ['a bad address in the environment', { target }, { LOADTESTS_URL: 'x' }, /LOADTESTS_URL is no http or https URL/],
    [
      'a key file that is not there',
      { target },
      { LOADTESTS_KEY_FILE: '/nowhere' },
      /LOADTESTS_KEY_FILE names \/nowhere.*ENOENT/,
    ],
  ])('says what is wrong and what would be right: %s', (_what, options, environment, message) => {
    expect(() => settings(options, environment)).toThrow(message);
  });

  it.each<[string, RunOptions, Environment, string[], RegExp]>([
    ['--target', { target: 'https://me:CANARY@a.example.com' }, {}, [], /^the target holds a user name or password/],
    ['--target', { target: 'https://CANARY@a.example.com' }, {}, [], /^the target holds a user name or password/],
    ['TARGET', {}, { TARGET: 'https://a.example.com/?token=CANARY' }, [], /^the target holds a query or a fragment/],
    ['-e TARGET', {}, {}, ['-e', 'TARGET=https://a.example.com/#CANARY'], /^the target holds a query or a fragment/],
    ['-e TARGET', { target }, {}, ['-e', `TARGET=https://me:CANARY@a`], /^-e TARGET holds a user name or password/],
    ['--url', { target, url: 'https://me:CANARY@lt' }, {}, [], /^--url holds a user .* goes into LOADTESTS_KEY/],
    ['LOADTESTS_URL', { target }, { LOADTESTS_URL: 'https://lt/?key=CANARY' }, [], /^LOADTESTS_URL holds a query/],
  ])(
    'refuses an address with what may be a secret, and does not repeat it: %s',
    (_how, options, environment, args, message) => {
      expect(() => settings(options, environment, args)).toThrow(message);
      expect(() => settings(options, environment, args)).not.toThrow(/CANARY/);
    }
  );

  it.each<[string, RunOptions, Environment, string[]]>([
    ['-e', { target }, {}, ['-e', 'TARGET=https://other.example.com']],
    ['-e in one word', { target }, {}, ['-eTARGET=https://other.example.com']],
    ['--env', { target }, {}, ['--env', 'TARGET=https://other.example.com']],
    ['--env=', { target }, {}, [`--env=TARGET=${target}`, '--env=TARGET=https://other.example.com']],
    ['-e without a value', { target }, { TARGET: 'https://other.example.com' }, ['-e', 'TARGET']],
    ['an empty -e', { target }, {}, ['-e', 'TARGET=']],
  ])(
    'refuses two targets, of which one would be loaded and the other recorded: %s',
    (_how, options, environment, args) =>
      expect(() => settings(options, environment, args)).toThrow(
        /--target says https:\/\/shop\.example\.com and -e TARGET/
      )
  );

  it('takes the same target twice, however it is written', () => {
    const twice = settings({ target }, { TARGET: 'https://other.example.com' }, [
      '-e',
      'TARGET=HTTPS://SHOP.example.com/',
    ]);
    expect(twice.target).toBe(target);
    expect(k6ArgumentsOf(twice, {}).slice(2)).toEqual([
      '-e',
      'TARGET=HTTPS://SHOP.example.com/',
      '-e',
      'LOADTESTS_REPORTER=cli',
    ]);
  });

  it('lets the recorded target win over any spelling that is not seen here: k6 takes the last one', () => {
    expect(k6ArgumentsOf(settings({ target }, {}, ['-qe', 'TARGET=https://other.example.com']), {}).slice(2)).toEqual([
      '-e',
      `TARGET=${target}`,
      '-e',
      'LOADTESTS_REPORTER=cli',
    ]);
  });

  it.each([
    ['names of today', { LOADTESTS_TEST: 'shop', LOADTESTS_ENVIRONMENT: 'qa', LOADTESTS_TARGET: target }],
    ['earlier names', { LOADTEST: 'shop', LOADTEST_ENVIRONMENT: 'qa', TARGET: target }],
    [
      'both, of which those of today win',
      { LOADTESTS_TEST: 'shop', LOADTEST: 'other', LOADTESTS_ENVIRONMENT: 'qa', LOADTESTS_TARGET: target, TARGET: 'x' },
    ],
  ])('reads variables: %s', (_what, environment) =>
    expect(settings({}, environment)).toMatchObject({ test: 'shop', environment: 'qa', target })
  );

  it('takes what nobody says from the catalogue, and nothing else', () => {
    const defaults = { target: 'https://catalogue.example.com', environment: 'staging' };
    const of = (options: RunOptions) => runSettings('a.js', [], options, {}, at, defaults);
    expect(of({})).toMatchObject(defaults);
    expect(of({ target, environment: 'qa' })).toMatchObject({ target, environment: 'qa' });
  });

  it('takes a script only as a file', () => expect(() => settings({ target }, {}, [], '-')).toThrow(/must be a file/));

  it("makes a name from the script's file name", () => {
    expect(settings({ target }, {}, [], './a/_Shop & cart.v2.js').test).toBe('Shop-cart.v2');
  });

  it('reads the key from a file, and never with the newline that editors add', () => {
    const folder = mkdtempSync(join(tmpdir(), 'key-'));
    writeFileSync(join(folder, 'key'), 'from-file\n');
    expect(connectionFrom({}, { LOADTESTS_KEY_FILE: join(folder, 'key') }).key).toBe('from-file');
    expect(connectionFrom({}, { LOADTESTS_KEY: 'direct', LOADTESTS_KEY_FILE: join(folder, 'key') }).key).toBe('direct');
    rmSync(folder, { recursive: true });
  });

  it('finds the monitor and the spool', () => {
    expect(connectionFrom({}, { PORT: '9000', HOME: '/home/me' })).toMatchObject({
      url: 'http://127.0.0.1:9000',
      spoolDirectory: '/home/me/.cache/loadtests/spool',
    });
    expect(connectionFrom({}, { LOADTESTS_URL: 'https://lt.example.com//', XDG_CACHE_HOME: '/c' })).toMatchObject({
      url: 'https://lt.example.com',
      spoolDirectory: '/c/loadtests/spool',
    });
  });

  it('keeps a run id short enough for a very long name', () => {
    expect(newRunId('x'.repeat(100), at).length).toBeLessThanOrEqual(100);
  });
});
