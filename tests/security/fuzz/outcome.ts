import { Script, createContext } from 'node:vm';

/** What a fuzzer found. */
export interface FuzzOutcome {
  readonly target: string;
  readonly tried: string;
  readonly cases: number;
  /** Nothing: all is well. Each with the seed of its case, which draws it again. */
  readonly findings: readonly string[];
  /** By how much the heap has grown over all cases, in MB; null where it was not measured. */
  readonly heapGrowthMb: number | null;
}

export interface FuzzOptions {
  readonly seed: number;
  readonly cases: number;
}

const mostFindings = 10;
/** Tens of milliseconds are usual for the longest; what is beyond this would keep the sidecar from answering. */
const hangMs = 5_000;
const callScript = new Script('call()');

/**
 * Calls something that may never return, and throws when it does not: a guard, no measurement.
 *
 * @throws Error of code ERR_SCRIPT_EXECUTION_TIMEOUT, or whatever the call throws
 */
export function withinTime<T>(call: () => T): T {
  return callScript.runInContext(createContext({ call }), { timeout: hangMs }) as T;
}

/** Objects of JavaScript that no input may change. */
export function pollution(): string | null {
  const own = Object.getOwnPropertyNames(Object.prototype).length + Object.getOwnPropertyNames(Array.prototype).length;
  return own === clean ? null : 'a prototype of JavaScript was changed';
}
const clean = Object.getOwnPropertyNames(Object.prototype).length + Object.getOwnPropertyNames(Array.prototype).length;

/** Tries all cases; one that throws, hangs or is answered with a problem is a finding. */
export async function fuzz(
  { seed, cases }: FuzzOptions,
  about: Pick<FuzzOutcome, 'target' | 'tried'>,
  tryOne: (seed: number) => string | null | Promise<string | null>
): Promise<FuzzOutcome> {
  const findings: string[] = [];
  const heap = heapMeter();
  for (let each = 0; each < cases && findings.length < mostFindings; each += 1) {
    const own = seed + each;
    try {
      const found = (await tryOne(own)) ?? pollution();
      if (found !== null) {
        findings.push(`seed ${own}: ${found}`);
      }
    } catch (error) {
      findings.push(`seed ${own}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    // What the code itself loads and keeps is there after a while.
    if (each === Math.floor(cases / 10)) {
      heap.begin();
    }
  }
  return { ...about, cases, findings, heapGrowthMb: heap.grownMb() };
}

/** Measures where Node was started with --expose-gc. */
function heapMeter(): { begin(): void; grownMb(): number | null } {
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  };
  let before: number | null = null;
  return {
    begin: () => void (before = globalThis.gc === undefined ? null : used()),
    grownMb: () => (before === null ? null : Math.round((used() - before) * 10) / 10),
  };
}
