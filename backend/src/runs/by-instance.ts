import type { ExitCodePart, SummaryPart } from '../model/protocol';
import type { PartRow } from './rows';

/** What one k6 process of a run has reported so far. */
export interface InstanceParts {
  readonly instance: string;
  readonly summary: SummaryPart | null;
  readonly exit: ExitCodePart | null;
}

/** The parts of a run by the instance that sent them, in the order in which the instances first reported. */
export function partsByInstance(parts: ReadonlyArray<Pick<PartRow, 'instance' | 'content'>>): InstanceParts[] {
  const byInstance = new Map<string, InstanceParts>();
  for (const { instance, content } of parts) {
    const known = byInstance.get(instance) ?? { instance, summary: null, exit: null };
    byInstance.set(instance, content.part === 'summary' ? { ...known, summary: content } : { ...known, exit: content });
  }
  return [...byInstance.values()];
}
