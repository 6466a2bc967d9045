import { CommanderError } from 'commander';
import { exitCodes, usualTimes, type CliContext } from './context';
import { MonitorError } from './monitor-error';
import { sayerOf } from './output';
import { program } from './program';
import { UsageError } from './settings';
import { sleepFor } from './sidecar';

function processContext(): CliContext {
  // A closed terminal must not end us before the report is on disk.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', () => undefined);
  return {
    environment: process.env,
    cwd: process.cwd(),
    fetch: globalThis.fetch,
    sleep: sleepFor,
    now: () => new Date(),
    stderr: process.stderr,
    stdout: process.stdout,
    k6Stdout: 'inherit',
    signals: process,
    times: usualTimes,
  };
}

/**
 * The command line `loadtests`.
 * @param args without the interpreter and the script's own name.
 * @returns the exit code; never rejects.
 */
export async function main(args: readonly string[], context: CliContext = processContext()): Promise<number> {
  let exitCode = 0;
  try {
    await program(context, (code) => {
      exitCode = code;
    }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message already; asking for help is no mistake.
      if (error.code === 'commander.unknownOption') {
        context.stderr.write("k6's own options go after --: loadtests run script.js -- --vus 20\n");
      }
      return error.exitCode === 0 ? 0 : exitCodes.usage;
    }
    const message = error instanceof Error ? error.message : String(error);
    sayerOf(context)(message);
    if (error instanceof MonitorError) {
      return error.exitCode;
    }
    return error instanceof UsageError ? exitCodes.usage : exitCodes.internal;
  }
}
