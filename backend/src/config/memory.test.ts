import { totalmem } from 'node:os';
import { loadConfig } from '.';

describe('the memory that one k6 may use', () => {
  it('leaves a quarter to everything else where nobody sets it', () => {
    const { maxMemoryMb } = loadConfig({}).runner;
    expect(maxMemoryMb).toBeGreaterThan(64);
    expect(maxMemoryMb).toBeLessThanOrEqual((0.75 * totalmem()) / 1024 ** 2);
  });

  it('is what RUNNER_MAX_MEMORY_MB says', () => {
    expect(loadConfig({ RUNNER_MAX_MEMORY_MB: '2048' }).runner).toEqual({ maxMemoryMb: 2048 });
    expect(() => loadConfig({ RUNNER_MAX_MEMORY_MB: '2 GB' })).toThrow('RUNNER_MAX_MEMORY_MB is not a whole number');
  });
});
