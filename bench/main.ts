import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { notMeasured, outFile, tableOf, writeRows, type Row } from './lib/report';

/**
 * `npm run bench`: every benchmark in turn, each in a process of its own, then one table, and the same in
 * bench/out/bench.json. Exit code 1 when something could not be measured; a goal that is not reached is in the table.
 */
const parts = ['judge', 'memory', 'exit-to-verdict', 'ingest', 'banner', 'run-list', 'effects', 'plugin'];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: parts.join(',') },
    small: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    out: { type: 'string', default: outFile },
  },
});

async function main(): Promise<void> {
  const wanted = values.only.split(',');
  const unknown = wanted.filter((name) => !parts.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark ${unknown.join(', ')}. Known: ${parts.join(', ')}`);
  }
  const rows: Row[] = [];
  for (const name of wanted) {
    process.stderr.write(`${name}\n`);
    const began = performance.now();
    rows.push(...(await inOwnProcess(name)));
    process.stderr.write(`  done after ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  }
  console.log(tableOf(rows));
  if (values.small) {
    console.log('Measured with --small: it works. The goals are those of a full run.');
  }
  const { out, ...settings } = values;
  await writeRows(out, settings, rows);
  const missed = rows.filter(({ ok }) => ok === false).length;
  const missing = rows.filter(({ ok }) => ok === null).length;
  console.log(`${rows.length - missing} measured, ${missed} goals not reached, ${missing} not measured`);
  process.exitCode = missing > 0 ? 1 : 0;
}

async function inOwnProcess(name: string): Promise<readonly Row[]> {
  const file = join(tmpdir(), `bench-${process.pid}-${name}.json`);
  const sizes = (['small', 'large'] as const).filter((size) => values[size]).map((size) => `--${size}`);
  const program = join(__dirname, 'parts', `${name}.ts`);
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--rows', file, ...sizes], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const end = () => void child.kill();
  process.once('exit', end);
  let error: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    error = /^\w*Error: .*$/m.exec(chunk)?.[0] ?? error;
    process.stderr.write(chunk);
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  process.off('exit', end);
  if (code !== 0) {
    return [notMeasured(name, error ?? `its process ended with ${String(code)}`)];
  }
  const rows = JSON.parse(await readFile(file, 'utf8')) as readonly Row[];
  await rm(file);
  return rows;
}

process.once('SIGTERM', () => process.exit(143));
process.once('SIGINT', () => process.exit(130));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
