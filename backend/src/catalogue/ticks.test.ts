import { cronProblem, nextTick, ticksBetween, timeZoneProblem } from './ticks';

const ticks = (cron: string, timeZone: string, from: string, to: string): string[] => {
  const found: string[] = [];
  for (let at = nextTick({ cron, timeZone }, new Date(from)); at !== null && at < new Date(to);) {
    found.push(at.toISOString().slice(0, 16));
    at = nextTick({ cron, timeZone }, at);
  }
  return found;
};

describe('changes of daylight saving time', () => {
  it.each([
    ['45 2 * * *', 'Europe/Berlin', '2026-03-28', ['2026-03-28T01:45', '2026-03-29T01:00', '2026-03-30T00:45']],
    ['45 2 * * *', 'Europe/Berlin', '2026-10-24', ['2026-10-24T00:45', '2026-10-25T00:45', '2026-10-26T01:45']],
    ['30 2 * * *', 'America/New_York', '2026-03-07', ['2026-03-07T07:30', '2026-03-08T07:00', '2026-03-09T06:30']],
    ['30 1 * * *', 'America/New_York', '2026-10-31', ['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30']],
    // Half an hour only: 2:00 is 2:30, and in autumn 1:30 to 2:00 comes twice.
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02', ['2026-10-02T15:45', '2026-10-03T15:30', '2026-10-04T15:15']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-03', ['2026-04-03T14:45', '2026-04-04T14:45', '2026-04-05T15:15']],
    ['15 6 * * *', 'Asia/Kolkata', '2026-03-28', ['2026-03-28T00:45', '2026-03-29T00:45', '2026-03-30T00:45']],
  ])('%s in %s comes once on each day, from %s on', (cron, timeZone, from, expected) => {
    const to = new Date(Date.parse(from) + 3 * 86_400_000).toISOString();
    expect(ticks(cron, timeZone, from, to)).toEqual(expected);
  });

  it('steps within some hours are times of day too: none is lost with the hour, none comes twice', () => {
    expect(ticks('*/20 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([
      '2026-03-29T01:00',
    ]);
    expect(ticks('*/20 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:20',
      '2026-10-25T00:40',
    ]);
    expect(ticks('0 */2 * * *', 'Europe/Berlin', '2026-10-24T21:00Z', '2026-10-25T04:00Z')).toEqual([
      '2026-10-24T22:00',
      '2026-10-25T00:00',
      '2026-10-25T03:00',
    ]);
  });

  it.each(['0 * * * *', '0 0-23 * * *'])('every hour (%s) goes on through both', (cron) => {
    expect(ticks(cron, 'Europe/Berlin', '2026-10-24T22:30Z', '2026-10-25T03:30Z')).toHaveLength(5);
    expect(ticks(cron, 'Europe/Berlin', '2026-03-28T22:30Z', '2026-03-29T03:30Z')).toHaveLength(5);
  });
});

describe('ticksBetween', () => {
  const everyFive = { cron: '*/5 * * * *', timeZone: 'UTC' };
  const at = (time: string) => new Date(`2026-11-23T${time}Z`);

  it('leaves out the beginning and takes the end', () => {
    expect(ticksBetween(everyFive, at('12:00'), at('12:10'))).toEqual({
      first: at('12:05'),
      last: at('12:10'),
      count: 2,
      isMore: false,
    });
    expect(ticksBetween(everyFive, at('12:00'), at('12:04:59'))).toBeNull();
    expect(ticksBetween(everyFive, at('12:10'), at('12:00'))).toBeNull();
  });

  it('counts those that are expected', () => {
    const span = ticksBetween(everyFive, at('12:00'), at('13:00'), (tick) => tick < at('12:30'));
    expect(span).toMatchObject({ count: 5, last: at('12:25') });
  });

  it('knows the last of very many without counting them', () => {
    const from = new Date('2025-11-23T12:00Z');
    expect(ticksBetween({ cron: '* * * * *', timeZone: 'UTC' }, from, at('12:00:30'))).toEqual({
      first: new Date('2025-11-23T12:01Z'),
      last: at('12:00'),
      count: 5000,
      isMore: true,
    });
  });
});

it.each([
  ['* * * *', /not a cron/],
  ['0 45 2 * * *', /6 fields: seconds .* shortest interval is a minute/],
  ['@daily', /not a cron/],
  ['? 2 * * *', /not a cron/],
  ['60 2 * * *', /minute/],
  ['0 2 31 2 *', /never comes/],
])('refuses %s', (cron, problem) => expect(cronProblem(cron)).toMatch(problem));

it.each(['* * * * *', '45 2 * * *', '0,30 8-18/2 1,15 JAN-MAR MON-FRI', '0 0 L * *', '0 2 * * SUN#1'])(
  'takes %s',
  (cron) => expect(cronProblem(cron)).toBeNull()
);

it.each(['+02:00', 'Europe/Berln', ''])('has no time zone %j', (zone) => {
  expect(timeZoneProblem(zone)).toBe(`"${zone}" is not known`);
});
