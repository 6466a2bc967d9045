import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from '../../tests/fixtures/k6/shape-target';

/**
 * What is wrong with a target, as `Behaviour`s beside those of the fixtures. Each takes the healthy one, whose answers take
 * about `ms` and no two the same.
 */
export function healthy(ms: number, random: () => number): Behaviour {
  return async () => {
    await sleep(ms * (0.7 + 0.6 * random()));
    return 200;
  };
}

/** Slower by `factor` at first, and by less and less: caches fill, code gets compiled. */
export const warmingUp =
  (ms: number, factor: number, decaySeconds: number): Behaviour =>
  async (_path, at) => {
    await sleep(ms * (1 + factor * Math.exp(-at / decaySeconds)));
    return 200;
  };

/** Everything takes `ms` more for a while; `failing` of it are answered with 503. */
export const troubledBetween =
  (usual: Behaviour, from: number, to: number, ms: number, failing: () => boolean = () => false): Behaviour =>
  async (path, at) => {
    if (at < from || at >= to) {
      return usual(path, at);
    }
    await sleep(ms);
    return failing() ? 503 : 200;
  };

/** A path answers with this status instead. */
export const failingAt =
  (usual: Behaviour, failingPath: string, status: number): Behaviour =>
  async (path, at) => {
    const answered = await usual(path, at);
    return path.startsWith(failingPath) ? status : answered;
  };

/** A path takes `ms` more from some time on. */
export const slowerFrom =
  (usual: Behaviour, slowPath: string, from: number, ms: number, status: () => number = () => 200): Behaviour =>
  async (path, at) => {
    if (!path.startsWith(slowPath) || at < from) {
      return usual(path, at);
    }
    await sleep(ms);
    return status();
  };

/** Slower and slower to the end. */
export const leakingFrom =
  (usual: Behaviour, from: number, msPerSecond: number): Behaviour =>
  async (path, at) => {
    const answered = await usual(path, at);
    await sleep(Math.max(0, at - from) * msPerSecond);
    return answered;
  };

/** Another status where there would be 503. */
export const saying =
  (usual: Behaviour, status: number): Behaviour =>
  async (path, at) => {
    const answered = await usual(path, at);
    return answered === 503 ? status : answered;
  };
