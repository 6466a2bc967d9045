import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeEachK6 } from '../testing/real-parts';
import { contradictingSwitches, k6Switches, measuredArguments, measuredOptions } from './k6-switches';

describeEachK6('the list of switches', (k6Bin, major) => {
  let flags: ReadonlyArray<{ readonly flag: string | undefined; readonly short: string | null }> = [];
  beforeAll(() => {
    const help = execFileSync(k6Bin, ['run', '--help'], { encoding: 'utf8' });
    flags = [...help.matchAll(/^ {2,6}(?:-(\w), )?--([a-z0-9-]+)/gm)].map(([, short, name]) => ({
      flag: name,
      short: short ?? null,
    }));
  });

  it('has every flag that k6 run has, with its letter', () => {
    const known = k6Switches.filter(({ majors }) => majors.includes(major)).map(({ flag, short }) => ({ flag, short }));
    expect(flags.length).toBeGreaterThan(50);
    expect(known).toEqual(expect.arrayContaining(flags));
  });

  it('has no flag that neither help nor k6 itself knows', () => {
    const unknown = k6Switches.filter(
      ({ flag, majors }) => flag !== null && majors.includes(major) && !flags.some((each) => each.flag === flag)
    );
    // Hidden because it is deprecated.
    expect(unknown.map(({ flag }) => flag)).toEqual(major === 1 ? ['no-summary'] : []);
  });
});

it('names each flag, letter and variable once', () => {
  for (const key of ['flag', 'short', 'variable', 'option'] as const) {
    const names = k6Switches.map((each) => each[key]).filter((name) => name !== null);
    expect(names).toHaveLength(new Set(names).size);
  }
});

it.each<[string[], Record<string, string>, string[]]>([
  [[], {}, []],
  [['--no-thresholds'], {}, ['--no-thresholds']],
  [['--no-thresholds=true'], {}, ['--no-thresholds']],
  [['--no-thresholds=false'], { K6_NO_THRESHOLDS: 'true' }, []],
  [[], { K6_NO_THRESHOLDS: 'true' }, ['K6_NO_THRESHOLDS']],
  [[], { K6_NO_THRESHOLDS: '1' }, ['K6_NO_THRESHOLDS']],
  [[], { K6_NO_THRESHOLDS: 'false' }, []],
  [[], { K6_NO_THRESHOLDS: '' }, []],
  [['--quiet', '--tag', 'a=b', '--no-color', '--summary-export', 'x.json', '--vus', '3'], { K6_OUT: 'json' }, []],
])('finds what changes the measurement and shows nowhere else: %j %j', (args, environment, found) => {
  expect(contradictingSwitches(args, environment)).toEqual(found);
});

it('hands on what k6 tells among its options, with values and letters', () => {
  const args = ['-w', '--rps', '5', '--no-setup=false', '--user-agent=x', '--tag', 'a=b', '--no-thresholds'];
  expect(measuredArguments(args)).toEqual(['--no-setup=false', '--rps', '5', '--user-agent', 'x', '-w']);
});

it('is the list of k6/lib/monitor.js, which k6 cannot import from here', () => {
  const monitor = readFileSync(join(__dirname, '../../../k6/lib/monitor.js'), 'utf8');
  const list = /MEASURED_OPTIONS = \[([^\]]*)\]/.exec(monitor)?.[1] ?? '';
  expect([...list.matchAll(/'(\w+)'/g)].map(([, name]) => name).sort()).toEqual([...measuredOptions].sort());
});
