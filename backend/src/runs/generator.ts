import type { GeneratorFacts, WarmUp } from '../model/protocol';
import type { PartRow } from './rows';

/** How the load generators of a run did, each figure of the instance where it was worst; null where nobody looked. */
export function generatorOf(parts: ReadonlyArray<Pick<PartRow, 'content'>>): GeneratorFacts | null {
  const all = parts.flatMap(({ content }) =>
    content.part === 'exitCode' && content.generator !== undefined ? [content.generator] : []
  );
  const worst = (figure: keyof GeneratorFacts): number => Math.max(...all.map((facts) => facts[figure]));
  return all.length === 0
    ? null
    : {
        watchedSeconds: worst('watchedSeconds'),
        cpuBusyShare: worst('cpuBusyShare'),
        saturatedShare: worst('saturatedShare'),
        peakCpu: worst('peakCpu'),
        peakK6Cpu: worst('peakK6Cpu'),
        peakMemoryMb: worst('peakMemoryMb'),
      };
}

/** The warm-up before a run; null where there was none. */
export function warmUpOf(parts: ReadonlyArray<Pick<PartRow, 'content'>>): WarmUp | null {
  return parts.flatMap(({ content }) => (content.part === 'exitCode' ? (content.warmUp ?? []) : []))[0] ?? null;
}
