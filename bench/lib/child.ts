import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process beside the measured one, which answers messages. */
export interface BenchChild<Asked, Answer> {
  readonly pid: number;
  ask(message: Asked): Promise<Answer>;
  stop(): Promise<void>;
}

/** @param name of a file in bench/children. It takes one message at a time. */
export function startChild<Asked extends object, Answer>(name: string): BenchChild<Asked, Answer> {
  const child: ChildProcess = fork(join(__dirname, '../children', `${name}.ts`), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid ?? 0,
    ask: (message) =>
      new Promise((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`${name} ended with ${String(code)}`));
        child.once('exit', ended);
        child.once('message', (answer) => {
          child.off('exit', ended);
          resolve(answer as Answer);
        });
        child.send(message);
      }),
    async stop() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** In the child: answers each message. It ends with the process that has started it. */
export function answerMessages<Asked, Answer>(answer: (message: Asked) => Promise<Answer>): void {
  process.on('message', (message) => {
    answer(message as Asked).then(
      (said) => process.send?.(said),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      }
    );
  });
  process.once('disconnect', () => process.exit(0));
}
