import { resolve } from 'node:path';
import { runCommand } from '../tests/parts/command';
import { provideAnyK6 } from '../tests/parts/k6';
import type { Progress } from '../tests/parts/part';

export interface DemoK6 {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Says in the story what has run. */
  readonly description: string;
}

/**
 * k6 from `K6_BIN`, PATH or `.cache`, else built with Go; where none can be had, a program that replays what a real k6
 * once streamed and reported, and that says so.
 */
export async function demoK6(progress: Progress): Promise<DemoK6> {
  const provided = await provideAnyK6((text) => progress(`k6: ${text}`));
  if ('path' in provided) {
    return { path: provided.path, env: {}, description: await versionOf(provided.path) };
  }
  progress(`k6: ${provided.missing}`);
  progress('k6: replaying the recorded stream of a real k6 instead; every figure below is from that recording');
  const path = resolve(__dirname, 'replay/k6.js');
  const [recorded = 'k6'] = /^k6 v\S+/.exec(await versionOf(path)) ?? [];
  return {
    path,
    env: {},
    description: `REPLAYED from the recording of a real ${recorded} (no k6 on this machine)`,
  };
}

/** As the program itself says it; the replaying one names the k6 of its recording. */
async function versionOf(k6: string): Promise<string> {
  const { output } = await runCommand(k6, ['version']);
  return output.trim().split('\n')[0] ?? 'k6';
}
