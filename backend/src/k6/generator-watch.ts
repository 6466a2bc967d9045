import type { GeneratorFacts } from '../model/protocol';
import { machineUsage, processUsage, type MachineUsage, type ProcessUsage } from './process-usage';

/** From this share of the processors' time on the machine counts as busy: what runs on it waits for processors. */
const machineBusyShare = 0.95;
/** From this share of all processors' time on k6 itself is what keeps the machine busy, and not its neighbours. */
const k6BusyShare = 0.8;
const usualEveryMs = 1000;

/** Where the figures of the load generator come from. */
export interface UsageReader {
  machine(): MachineUsage;
  k6(pid: number): Promise<ProcessUsage | null>;
}

export const realUsage: UsageReader = { machine: machineUsage, k6: processUsage };

/** Adds up what k6 and its machine did between one look and the next. */
export interface GeneratorMeter {
  add(machine: MachineUsage, k6: ProcessUsage): void;
  /** Null before the second look: there is nothing to compare the first with. */
  facts(): GeneratorFacts | null;
}

export function createGeneratorMeter(): GeneratorMeter {
  let before: { readonly machine: MachineUsage; readonly k6: ProcessUsage } | null = null;
  let totalMs = 0;
  let busyMs = 0;
  let saturatedMs = 0;
  let peakCpu = 0;
  let peakK6Cpu = 0;
  let peakMemoryMb = 0;
  return {
    add(machine, k6) {
      peakMemoryMb = Math.max(peakMemoryMb, k6.peakMemoryMb);
      const passedMs = before === null ? 0 : machine.totalMs - before.machine.totalMs;
      if (before !== null && passedMs > 0) {
        const cpu = share(machine.busyMs - before.machine.busyMs, passedMs);
        const k6Cpu = share(k6.cpuMs - before.k6.cpuMs, passedMs);
        const isBusy = cpu >= machineBusyShare;
        totalMs += passedMs;
        busyMs += isBusy ? passedMs : 0;
        saturatedMs += isBusy && k6Cpu >= k6BusyShare ? passedMs : 0;
        peakCpu = Math.max(peakCpu, cpu);
        peakK6Cpu = Math.max(peakK6Cpu, k6Cpu);
      }
      before = { machine, k6 };
    },
    facts: () =>
      totalMs === 0
        ? null
        : {
            watchedSeconds: rounded(totalMs / (before?.machine.processors ?? 1) / 1000),
            cpuBusyShare: rounded(busyMs / totalMs),
            saturatedShare: rounded(saturatedMs / totalMs),
            peakCpu: rounded(peakCpu),
            peakK6Cpu: rounded(peakK6Cpu),
            peakMemoryMb: Math.round(peakMemoryMb),
          },
  };
}

/** Looks at k6 and its machine every second. */
export interface GeneratorWatch {
  /** @returns what was seen. */
  stop(): GeneratorFacts | null;
}

/** @param onMemory is told k6's resident memory in MB at every look. */
export function watchGenerator(
  pid: number,
  {
    usage = realUsage,
    everyMs = usualEveryMs,
    onMemory,
  }: {
    readonly usage?: UsageReader | undefined;
    readonly everyMs?: number | undefined;
    readonly onMemory?: ((memoryMb: number) => void) | undefined;
  }
): GeneratorWatch {
  const meter = createGeneratorMeter();
  let isLooking = false;
  let hasEnded = false;
  const look = async (): Promise<void> => {
    if (isLooking) {
      return;
    }
    isLooking = true;
    const k6 = await usage.k6(pid);
    isLooking = false;
    if (k6 !== null && !hasEnded) {
      meter.add(usage.machine(), k6);
      onMemory?.(k6.memoryMb);
    }
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    stop() {
      hasEnded = true;
      clearInterval(timer);
      return meter.facts();
    },
  };
}

function share(part: number, whole: number): number {
  // The clocks of process and machine tick apart.
  return Math.min(1, Math.max(0, part / whole));
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
