import { createK6LogReader, parseLogLine } from './k6-log';

// Printed by k6 1.8.1 on 2026-11-23.
const recorded = {
  refused: String.raw`time="2026-11-23T03:00:14Z" level=warning msg="Request Failed" error="Get \"http://127.0.0.1:18199/\": dial tcp 127.0.0.1:18199: connect: connection refused"`,
  consoleError: `time="2026-11-23T03:00:14Z" level=error msg="my error" source=console`,
  thrown: String.raw`time="2026-11-23T03:00:14Z" level=error msg="TypeError: Cannot read property 'foo' of undefined or null\n\tat default (file:///k6/throw.js:3:150(19))\n" executor=shared-iterations scenario=default source=stacktrace`,
  thrownString: String.raw`time="2026-11-23T03:02:43Z" level=error msg="str\n\tat default (file:///k6/p.js:3:167(26))\n" executor=constant-arrival-rate scenario=a source=stacktrace`,
  failCall: String.raw`time="2026-11-23T03:02:43Z" level=error msg="GoError: failed here\n\tat go.k6.io/k6/internal/js/modules/k6.(*K6).Fail-fm (native)\n\tat default (file:///k6/p.js:3:112(17))\n" executor=constant-arrival-rate scenario=a source=stacktrace`,
  promise: String.raw`time="2026-11-23T03:02:42Z" level=error msg="Uncaught (in promise) Error: boom\n\tat default (file:///k6/promise.js:3:42(3))\n" executor=shared-iterations scenario=default`,
  promiseJson: String.raw`{"executor":"shared-iterations","level":"error","msg":"Uncaught (in promise) Error: boom\n\tat default (file:///k6/promise.js:3:42(3))\n","scenario":"default","time":"2026-11-23T03:02:43Z"}`,
  setupThrew: String.raw`time="2026-11-23T03:02:43Z" level=error msg="Error: in setup\n\tat setup (file:///k6/s.js:1:32(3))\n" hint="script exception"`,
  aborted: `time="2026-11-23T03:02:43Z" level=error msg="test aborted: stop now at default (file:///k6/p.js:3:233(38))"`,
  thresholds: `time="2026-11-23T03:03:02Z" level=error msg="thresholds on metrics 'http_req_duration' have been crossed"`,
  interrupted: `time="2026-11-23T03:02:59Z" level=error msg="test run was aborted because k6 received a 'interrupt' signal"`,
  writeRefused: String.raw`time="2026-11-23T03:02:44Z" level=error msg="Couldn't write stats" error="Post \"http://127.0.0.1:1/write?consistency=&db=k6&precision=ns&rp=\": dial tcp 127.0.0.1:1: connect: connection refused" output=InfluxDBv1`,
  write401: String.raw`time="2026-11-23T03:02:52Z" level=error msg="Couldn't write stats" error="{\"error\":\"unauthorized\"}" output=InfluxDBv1`,
  lateFlush: `time="2026-11-23T03:02:48Z" level=warning msg="The flush operation took higher than the expected set push interval. If you see this message multiple times then the setup or configuration need to be adjusted to achieve a sustainable rate." output=InfluxDBv1 t=1.502807308s`,
  terminal:
    '\u001b[33mWARN\u001b[0m[0000] Request Failed                                \u001b[33merror\u001b[0m="refused"\u001b[0K\r\n' +
    '\u001b[31mERRO\u001b[0m[0000] my error                                      \u001b[31msource\u001b[0m=console\u001b[0K\r\n' +
    "\u001b[31mERRO\u001b[0m[0000] TypeError: Cannot read property 'foo' of undefined or null\u001b[0K\r\n" +
    '\tat default (file:///k6/throw.js:3:150(19))  \u001b[31mexecutor\u001b[0m=shared-iterations \u001b[31mscenario\u001b[0m=default \u001b[31msource\u001b[0m=stacktrace\u001b[0K\r\n',
  raw: 'Uncaught (in promise) Error: boom\n\tat default (file:///k6/promise.js:3:42(3))\n\nhello\n',
};

function factsOf(...lines: string[]) {
  const reader = createK6LogReader();
  reader.push(lines.join('\n'));
  const { tail: _tail, lostSamples: _lostSamples, ...counts } = reader.facts();
  return counts;
}
const nothing = { uncaughtExceptions: 0, failedWrites: 0, lateFlushes: 0 };

describe("facts from k6's log", () => {
  it.each(['thrown', 'thrownString', 'failCall', 'promise', 'promiseJson', 'terminal', 'raw'] as const)(
    'counts an exception after which k6 went on: %s',
    (name) => expect(factsOf(recorded[name])).toEqual({ ...nothing, uncaughtExceptions: 1 })
  );

  it.each(['refused', 'consoleError', 'setupThrew', 'aborted', 'thresholds', 'interrupted'] as const)(
    'counts nothing for what the exit code or the figures tell: %s',
    (name) => expect(factsOf(recorded[name])).toEqual(nothing)
  );

  it('counts lost batches and late flushes', () => {
    expect(factsOf(recorded.writeRefused, recorded.write401, recorded.lateFlush)).toEqual({
      ...nothing,
      failedWrites: 2,
      lateFlushes: 1,
    });
  });

  it('is not fooled by what the script itself prints', () => {
    const printed = [
      `level=error msg="Couldn't write stats" source=console`,
      String.raw`level=error msg="x\n\tat y (file:///a.js:1:1(1)) executor=a source=stacktrace" source=console`,
      'level=error msg="The flush operation took higher than the expected" source=console',
    ];
    expect(factsOf(...printed.map((line) => `time="2026-11-23T03:00:14Z" ${line}`))).toEqual(nothing);
  });

  it('reads a line that arrives in pieces, and one without an end', () => {
    const reader = createK6LogReader();
    for (const character of recorded.thrown) {
      reader.push(character);
    }
    expect(reader.facts().uncaughtExceptions).toBe(1);
    expect(reader.facts().tail).toEqual([recorded.thrown.slice(0, 500)]);
  });

  it('keeps the last 40 lines, clean, at most 500 characters each, without secrets', () => {
    const reader = createK6LogReader(['s3cret-token']);
    for (let line = 1; line <= 50; line += 1) {
      reader.push(`line ${line}\n`);
    }
    reader.push('\u001b[31mred\u001b[0m\u0007 and \u202Ereversed\n\n');
    reader.push(`${'é'.repeat(499)}😀😀\n`);
    reader.push('Authorization: Token s3cret-token\n');
    const { tail } = reader.facts();
    expect(tail).toHaveLength(40);
    expect(tail[0]).toBe('line 14');
    expect(tail.at(-3)).toBe('red  and  reversed');
    expect(tail.at(-2)).toBe('é'.repeat(499));
    expect(tail.at(-1)).toBe('Authorization: Token [redacted]');
  });

  it('keeps nothing of an endless line in memory', () => {
    const reader = createK6LogReader();
    for (let chunk = 0; chunk < 100; chunk += 1) {
      reader.push('x'.repeat(100_000));
    }
    reader.push(`\n${recorded.lateFlush}\n`);
    expect(reader.facts()).toMatchObject({ lateFlushes: 1, tail: ['x'.repeat(500), recorded.lateFlush] });
  });
});

describe('parseLogLine', () => {
  it("turns Go's escapes back", () => {
    expect(parseLogLine(String.raw`time="t" level=info msg="a\x1b[31m\u00e9\"b\\" source=console`)).toEqual({
      level: 'info',
      message: 'a\u001b[31mé"b\\',
      fields: { source: 'console' },
    });
  });
  it('leaves other lines alone', () => expect(parseLogLine('level of water=high')).toBeNull());
});
