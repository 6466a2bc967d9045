import { decideStream, type StreamQuestion } from './stream';

const decide = (change: Partial<StreamQuestion> = {}) =>
  decideStream({
    wanted: true,
    k6Args: [],
    environment: {},
    sidecarUrl: 'http://127.0.0.1:8090',
    key: 'key',
    store: 'embedded',
    influxToken: null,
    ...change,
  });
const influx = { INFLUX_URL: 'http://influxdb:8086/' };

describe('where samples go', () => {
  it('into the monitor when it keeps them itself', () => {
    expect(decide().output).toEqual({ url: 'http://127.0.0.1:8090/k6', username: 'loadtests', password: 'key' });
    expect(decide({ environment: influx }).output?.url).toBe('http://127.0.0.1:8090/k6');
  });

  it('into the InfluxDB of the environment otherwise', () => {
    const environment = { ...influx, INFLUX_BUCKET: 'raw' };
    expect(decide({ store: 'influxdb', environment, influxToken: 'token' }).output).toEqual({
      url: 'http://influxdb:8086/raw',
      username: 'loadtests',
      password: 'token',
    });
    expect(decide({ store: null, environment: { ...influx, K6_INFLUXDB_USERNAME: 'u' } }).output).toEqual({
      url: 'http://influxdb:8086/k6',
      username: 'u',
      password: null,
    });
  });

  it.each([
    ['nowhere is known', { store: null }, /INFLUX_URL is not set/],
    ['the monitor reads an InfluxDB', { store: 'influxdb' as const }, /the monitor reads an InfluxDB/],
    ['--no-stream', { wanted: false, environment: influx }, /--no-stream/],
    ['the monitor is below a path', { sidecarUrl: 'https://x.example.com/lt' }, /below a path/],
  ])('nowhere, and says so: %s', (_why, change, text) => {
    expect(decide(change)).toEqual({ output: null, text: expect.stringMatching(text) });
  });

  it.each([[['--out', 'influxdb=http://mine/k6']], [['-o', 'xk6-influxdb=http://mine']], [['--out=influxdb']]])(
    "where the user's own output says: %j",
    (k6Args) => expect(decide({ k6Args })).toEqual({ output: null, text: expect.stringContaining('your own') })
  );
  it('is not misled by another output, and reads K6_OUT', () => {
    expect(decide({ k6Args: ['--out', 'json=influxdb.json'] }).output).not.toBeNull();
    expect(decide({ environment: { K6_OUT: 'influxdb=http://mine/k6' } }).output).toBeNull();
  });
});
