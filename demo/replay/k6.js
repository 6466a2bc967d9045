#!/usr/bin/env node
'use strict';

/*
 * Stands in for k6 where none can be had: replays what a real k6 once streamed against the demo's shop (record.ts), in
 * its own time, and writes the summary that k6 wrote then. It understands just the calls that the sidecar's runner makes,
 * and asks the shop how it behaves to pick the recording.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { gunzipSync } = require('node:zlib');

function recording(mode) {
  const [head, ...lines] = gunzipSync(readFileSync(join(__dirname, `${mode}.lines.gz`)))
    .toString('utf8')
    .split('\n');
  return { ...JSON.parse(head), lines };
}

/** Values of a flag that may be given several times. */
function values(args, flag) {
  return args.flatMap((arg, index) => (arg === flag ? [args[index + 1]] : []));
}

const nanoseconds = (line) => BigInt(line.slice(line.lastIndexOf(' ') + 1));

async function send(url, lines) {
  const { K6_INFLUXDB_USERNAME: user = '', K6_INFLUXDB_PASSWORD: password = '' } = process.env;
  const database = url.pathname.slice(1) || 'k6';
  const answer = await fetch(`${url.origin}/write?db=${database}&precision=ns`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    body: lines.join('\n'),
  });
  if (!answer.ok) {
    console.error(`level=error msg="Couldn't write stats" error="${answer.status}" output=InfluxDBv1`);
  }
}

async function run(args) {
  const env = Object.fromEntries(values(args, '-e').map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const tags = Object.fromEntries(values(args, '--tag').map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
  const mode = await (await fetch(`${env.TARGET}/mode`)).text();
  const recorded = recording(mode);
  const output = values(args, '--out').find((out) => out.startsWith('influxdb='));
  const url = output === undefined ? null : new URL(output.slice('influxdb='.length));

  const ordered = recorded.lines.map((line) => [nanoseconds(line), line]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const first = ordered[0][0];
  const shift = BigInt(Date.now()) * 1000000n - first;
  const replayed = ordered.map(([at, line]) => ({
    afterMs: Number((at - first) / 1000000n),
    line:
      line
        .slice(0, line.lastIndexOf(' '))
        .replace('testid=RECORDED', `testid=${tags.testid}`)
        .replace('instance=0', `instance=${tags.instance}`)
        .replaceAll(recorded.target, env.TARGET) + ` ${at + shift}`,
  }));
  const startedAt = Date.now();
  while (replayed.length > 0) {
    await new Promise((done) => setTimeout(done, 1000));
    const until = Date.now() - startedAt;
    const due = replayed.findIndex(({ afterMs }) => afterMs > until);
    const batch = replayed.splice(0, due === -1 ? replayed.length : due);
    if (url !== null && batch.length > 0) {
      await send(
        url,
        batch.map(({ line }) => line)
      );
    }
  }
  const [summaryFile] = values(args, '--summary-export');
  if (summaryFile !== undefined) {
    writeFileSync(summaryFile, JSON.stringify(recorded.summary));
  }
  process.exitCode = recorded.exitCode;
}

const [command, ...args] = process.argv.slice(2);
if (command === 'version') {
  console.log(`${recording('healthy').k6} (replayed recording)`);
} else if (command === 'archive') {
  writeFileSync(values(args, '--archive-out')[0], '');
} else if (command === 'inspect') {
  console.log(JSON.stringify(recording('healthy').inspect));
} else if (command === 'run') {
  void run(args);
} else {
  console.error(`the replayed k6 does not know "${command}"`);
  process.exitCode = 1;
}
