import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describeEachK6 } from '../testing/real-parts';
import { createK6LogReader } from './k6-log';

const partial = String.raw`{\"error\":\"partial write: max-values-per-tag limit exceeded (100027/100000): measurement=\\\"http_reqs\\\" tag=\\\"name\\\" value=\\\"http://a/?token=abc\\\" dropped=648\"}`;
const partialCause =
  `Couldn't write stats: partial write: max-values-per-tag limit exceeded (100027/100000): measurement="http_reqs" ` +
  'tag="name" value="http://a/" dropped=648';
const tooLong =
  "Couldn't create batch from samples: couldn't make point from sample: max key length exceeded: 70123 > 65535";

function factsOf(log: string, secrets: readonly string[] = []) {
  const reader = createK6LogReader(secrets);
  reader.push(log);
  const { tail: _tail, uncaughtExceptions, ...facts } = reader.facts();
  expect(uncaughtExceptions).toBe(0);
  return facts;
}
const text = (message: string, error: string, more = 'output=InfluxDBv1') =>
  `time="2026-11-25T08:43:47Z" level=error msg="${message}" error="${error}" ${more}\n`;
const terminal = (message: string, error: string) =>
  `\u001b[31mERRO\u001b[0m[0000] ${message.padEnd(44)} \u001b[31merror\u001b[0m="${error}" \u001b[31moutput\u001b[0m=InfluxDBv1\u001b[0K\r\n`;

describe("samples that were lost, by k6's log", () => {
  // Printed by k6 1.8.1 and 2.2.0 alike; the last by xk6-output-influxdb.
  it.each<[string, string, { counted: number; uncountedBatches: number; causes: string[] }]>([
    [
      'text, partial write',
      text("Couldn't write stats", partial),
      { counted: 648, uncountedBatches: 0, causes: [partialCause] },
    ],
    [
      'json, partial write',
      String.raw`{"error":"${partial}","level":"error","msg":"Couldn't write stats","output":"InfluxDBv1","time":"2026-11-25T08:43:47Z"}` +
        '\n',
      { counted: 648, uncountedBatches: 0, causes: [partialCause] },
    ],
    [
      'terminal, partial write',
      terminal("Couldn't write stats", partial),
      { counted: 648, uncountedBatches: 0, causes: [partialCause] },
    ],
    ['raw, any', "Couldn't write stats\n", { counted: 0, uncountedBatches: 1, causes: ["Couldn't write stats"] }],
    [
      'text, a batch that could not be made',
      text(
        "Couldn't create batch from samples",
        "couldn't make point from sample: max key length exceeded: 70123 > 65535"
      ),
      { counted: 0, uncountedBatches: 1, causes: [tooLong] },
    ],
    [
      'terminal, a batch that could not be made',
      terminal(
        "Couldn't create batch from samples",
        "couldn't make point from sample: max key length exceeded: 70123 > 65535"
      ),
      { counted: 0, uncountedBatches: 1, causes: [tooLong] },
    ],
    [
      'raw, a batch that could not be made',
      "Couldn't create batch from samples\n",
      { counted: 0, uncountedBatches: 1, causes: ["Couldn't create batch from samples"] },
    ],
    [
      'text, no connection, with credentials and a token in the address',
      text(
        "Couldn't write stats",
        String.raw`Post \"http://me:pw@127.0.0.1:1/write?db=k6&p=secret\": dial tcp 127.0.0.1:1: connect: connection refused`
      ),
      {
        counted: 0,
        uncountedBatches: 1,
        causes: [
          `Couldn't write stats: Post "http://127.0.0.1:1/write": dial tcp 127.0.0.1:1: connect: connection refused`,
        ],
      },
    ],
    [
      'text, output for InfluxDB 2, which tells the points of the batch',
      text("Couldn't send metrics points", 'internal server error', 'elapsed=1.2s output=InfluxDBv2 points=1234'),
      { counted: 1234, uncountedBatches: 0, causes: ["Couldn't send metrics points: internal server error"] },
    ],
    [
      'text, InfluxDB 2, partial',
      text(
        "Couldn't write stats",
        String.raw`{\"code\":\"unprocessable entity\",\"message\":\"partial write: field type conflict dropped=3\"}`,
        'points=900'
      ),
      {
        counted: 3,
        uncountedBatches: 0,
        causes: ["Couldn't write stats: partial write: field type conflict dropped=3"],
      },
    ],
  ])('%s', (_title, log, lostSamples) => {
    expect(factsOf(log)).toEqual({ failedWrites: 1, lateFlushes: 0, lostSamples });
  });

  it('counts the late flushes of both outputs', () => {
    const late = (start: string) => `time="t" level=warning msg="${start} took higher than the expected set" t=1.5s\n`;
    expect(factsOf(late('The flush operation') + late('Flush operation'))).toMatchObject({
      failedWrites: 0,
      lateFlushes: 2,
      lostSamples: { counted: 0, uncountedBatches: 0, causes: [] },
    });
  });

  it.each([
    ['text', (error: string) => text("Couldn't write stats", error)],
    ['json', (error: string) => `{"error":"${error}","level":"error","msg":"Couldn't write stats","time":"t"}\n`],
    ['terminal', (error: string) => terminal("Couldn't write stats", error)],
  ])('sees a failed write behind an error of any length: %s', (_format, line) => {
    for (const unit of ['x', '\\\\', '\\"', '\\u003e', 'é']) {
      const log = line(`partial write: unable to parse '${unit.repeat(70_000)}' dropped=7`);
      const { failedWrites, lostSamples } = factsOf(`${log}${text("Couldn't write stats", 'timeout')}`);
      expect({ failedWrites, ...lostSamples }).toMatchObject({ failedWrites: 2, counted: 7, uncountedBatches: 1 });
      expect(lostSamples?.causes[0]).toMatch(/^Couldn't write stats: partial write: unable to parse/);
      expect(lostSamples?.causes[0]?.length).toBeLessThanOrEqual(300);
    }
  });

  it('keeps each cause once and few of them, clean and without secrets', () => {
    const errors = [
      ...Array.from({ length: 20 }, (_, port) => `read tcp 127.0.0.1:${4000 + port}: connection reset by s3cret`),
      'nul \\x00 and \\x1b[31mred',
      ...Array.from({ length: 20 }, (_, kind) => `kind ${'k'.repeat(kind + 1)}`),
    ];
    const { failedWrites, lostSamples } = factsOf(errors.map((error) => text("Couldn't write stats", error)).join(''), [
      's3cret',
    ]);
    expect(failedWrites).toBe(41);
    expect(lostSamples?.causes).toEqual([
      "Couldn't write stats: read tcp 127.0.0.1:4000: connection reset by [redacted]",
      "Couldn't write stats: nul   and red",
      "Couldn't write stats: kind k",
      "Couldn't write stats: kind kk",
      "Couldn't write stats: kind kkk",
    ]);
  });
});

const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describeEachK6('samples that a real k6 loses', (k6Bin) => {
  const target = createServer((request, response) => {
    request.resume();
    response.end('ok');
  });
  const store = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.statusCode = 204;
      response.end();
    });
  });
  let urls: { target: string; store: string };
  beforeAll(async () => {
    urls = { target: await listen(target), store: await listen(store) };
  });
  afterAll(() => {
    for (const server of [target, store]) {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each(['text', 'json', 'raw'])(
    'are seen where a tag is too long for the store: log format %s',
    async (format) => {
      const reader = createK6LogReader();
      const script = join(__dirname, '../../../tests/fixtures/k6/scripts/huge-tag.js');
      const args = ['run', '--quiet', '--address', '', '--log-format', format, '--out', `influxdb=${urls.store}/k6`];
      const k6 = spawn(k6Bin, [...args, script], {
        env: { PATH: process.env.PATH ?? '', TARGET: urls.target },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      k6.stderr.setEncoding('utf8').on('data', (chunk: string) => reader.push(chunk));
      expect(await new Promise((resolve) => k6.once('close', resolve))).toBe(0);
      const { failedWrites, lostSamples } = reader.facts();
      expect(failedWrites).toBeGreaterThan(0);
      expect(lostSamples).toEqual({
        counted: 0,
        uncountedBatches: failedWrites,
        causes: [
          format === 'raw'
            ? "Couldn't create batch from samples"
            : expect.stringMatching(/^Couldn't create batch from samples: .*max key length exceeded: \d+ > 65535$/),
        ],
      });
    },
    180_000
  );
});
