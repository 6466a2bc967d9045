import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from './parts/server';
import type { JestReport } from './report';

export interface JestProcess {
  readonly child: ChildProcess;
  /** Jest's report, or null when it ended without writing one. */
  readonly report: Promise<JestReport | null>;
}

/** Starts Jest. The report goes to a file; what a person reads, Jest prints on standard error. */
export async function startJest(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<JestProcess> {
  const folder = await temporaryFolder('jest');
  const reportFile = path.join(folder, 'report.json');
  const child = spawn(
    process.execPath,
    [require.resolve('jest/bin/jest'), '--json', `--outputFile=${reportFile}`, ...args],
    { cwd: path.resolve(__dirname, '..'), env, stdio: ['inherit', 'ignore', 'inherit'] }
  );
  const read = async () => {
    await once(child, 'close');
    try {
      return JSON.parse(await readFile(reportFile, 'utf8')) as JestReport;
    } catch {
      return null;
    } finally {
      await removeTemporaryFolder(folder);
    }
  };
  return { child, report: read() };
}
