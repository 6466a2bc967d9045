import { flagValues, planK6Run, userOutputs, type K6RunRequest } from './k6-arguments';

function plan(change: Partial<K6RunRequest> = {}) {
  return planK6Run({
    script: 'checkout.js',
    runId: 'run-1',
    instance: '0',
    userArgs: [],
    environment: {},
    scriptTags: {},
    scriptTrendStats: [],
    output: null,
    summaryPath: '/spool/summary.json',
    ...change,
  });
}
/** The tags k6 ends up with: the last one of a name counts. */
function tags(change: Partial<K6RunRequest>) {
  return Object.fromEntries(flagValues(plan(change).args, 'tag').map((tag) => tag.split(/=(.*)/s).slice(0, 2)));
}

describe('planK6Run', () => {
  it('runs the script with our tags and summary', () => {
    expect(plan({ userArgs: ['--vus', '3'] }).args).toEqual([
      ...['run', '--vus', '3', '--tag', 'testid=run-1', '--tag', 'instance=0', '--address', ''],
      ...['--summary-trend-stats', 'avg,min,med,max,p(90),p(95),count'],
      ...['--summary-export', '/spool/summary.json', 'checkout.js'],
    ]);
  });

  it("keeps the script's, the environment's and the user's tags, and ours above all", () => {
    expect(
      tags({
        scriptTags: { team: 'a b', testid: 'from-script', odd: 'x=y:z', layer: 'script', empty: '' },
        environment: { K6_TAGS: 'region:eu,layer:environment' },
        userArgs: ['--tag', 'layer=user', '--tag=testid=mine', '--tag', 'broken'],
      })
    ).toMatchObject({ team: 'a b', odd: 'x=y:z', region: 'eu', layer: 'user', testid: 'run-1', instance: '0' });
  });

  it.each([
    ['k6’s own default, which has no count', {}, 'avg,min,med,max,p(90),p(95),count'],
    ['a list that has all', { scriptTrendStats: ['p(95)', 'avg', 'min', 'med', 'max', 'p(90)', 'count'] }, undefined],
    ['a script without p(95)', { scriptTrendStats: ['p(99)', 'avg'] }, 'p(99),avg,min,med,max,p(90),p(95),count'],
    ['an argument', { userArgs: ['--summary-trend-stats=p(99), count'] }, 'p(99),count,avg,min,med,max,p(90),p(95)'],
    ['the environment', { environment: { K6_SUMMARY_TREND_STATS: 'max' } }, 'max,avg,min,med,p(90),p(95),count'],
  ])('adds the statistics a verdict needs: %s', (_name, change, expected) => {
    expect(flagValues(plan(change).args, 'summary-trend-stats').at(-1)).toBe(expected ?? undefined);
  });

  it.each([
    [['--no-summary'], {}],
    [['--summary-mode=disabled'], {}],
    [['--summary-mode', 'disabled'], {}],
    [[], { K6_NO_SUMMARY: 'true' }],
    [[], { K6_SUMMARY_MODE: 'disabled' }],
  ])('expects no summary after %j %j', (userArgs, environment) => {
    const { summaryPath, args } = plan({ userArgs, environment });
    expect(summaryPath).toBeNull();
    expect(args).not.toContain('--summary-export');
  });

  it('expects one when the switch is turned back', () => {
    expect(plan({ userArgs: ['--no-summary=false'] }).summaryPath).toBe('/spool/summary.json');
  });

  it.each([
    [['--summary-export', 'own.json'], {}],
    [['--summary-export=own.json'], {}],
    [[], { K6_SUMMARY_EXPORT: 'own.json' }],
  ])('reads the file of the user instead of taking it away: %j %j', (userArgs, environment) => {
    const { summaryPath, args } = plan({ userArgs, environment });
    expect(summaryPath).toBe('own.json');
    expect(args).not.toContain('/spool/summary.json');
  });

  describe('with a metric store', () => {
    const output = { url: 'http://127.0.0.1:8086/k6', username: 'any', password: 's3cret' };

    it('hands the credentials over in the environment only', () => {
      const { args, environment } = plan({ output, environment: { PATH: '/bin', K6_INFLUXDB_PRECISION: 'ms' } });
      expect(flagValues(args, 'out', 'o')).toEqual(['influxdb=http://127.0.0.1:8086/k6']);
      expect(args.join(' ')).not.toContain('s3cret');
      expect(environment).toEqual({ PATH: '/bin', K6_INFLUXDB_USERNAME: 'any', K6_INFLUXDB_PASSWORD: 's3cret' });
    });

    it('keeps the outputs of K6_OUT, which --out would replace', () => {
      const { args } = plan({ output, environment: { K6_OUT: 'json=a.json,csv=b.csv' } });
      expect(flagValues(args, 'out')).toEqual(['json=a.json', 'csv=b.csv', 'influxdb=http://127.0.0.1:8086/k6']);
    });

    it('adds to the outputs of the user', () => {
      const { args } = plan({ output, userArgs: ['-o', 'json=a.json'], environment: { K6_OUT: 'csv=b.csv' } });
      expect(flagValues(args, 'out', 'o')).toEqual(['json=a.json', 'influxdb=http://127.0.0.1:8086/k6']);
    });
  });

  it('leaves the settings of a stream of the user’s own alone', () => {
    const environment = { K6_INFLUXDB_PRECISION: 'us', K6_OUT: 'influxdb' };
    expect(plan({ environment }).environment).toEqual(environment);
  });

  it.each([
    [['--log-output', 'none'], {}, false],
    [['--log-output=file=k6.log'], {}, false],
    [[], { K6_LOG_OUTPUT: 'stdout' }, false],
    [['--log-output=stderr'], { K6_LOG_OUTPUT: 'none' }, true],
    [[], {}, true],
  ])('knows whether the log can be read: %j %j', (userArgs, environment, readable) => {
    expect(plan({ userArgs, environment }).logReadable).toBe(readable);
  });

  it('leaves an address of the user’s alone', () => {
    expect(flagValues(plan({ userArgs: ['-a', 'localhost:7000'] }).args, 'address', 'a')).toEqual(['localhost:7000']);
    expect(plan({ environment: { K6_ADDRESS: 'localhost:7000' } }).args).not.toContain('--address');
  });
});

describe('userOutputs', () => {
  it('reads every form, arguments before the environment', () => {
    expect(userOutputs(['--out', 'a', '--out=b', '-o', 'c', '-od', '-o=e'], { K6_OUT: 'f' })).toEqual([
      ...['a', 'b', 'c', 'd', 'e'],
    ]);
    expect(userOutputs(['-u', '1'], { K6_OUT: 'f,g' })).toEqual(['f', 'g']);
  });
});
