import pino from 'pino';
import type { NameValues } from '../model/figures';
import { createNameGuard, nameWarning } from './name-guard';

const many: NameValues = {
  count: 50_000,
  largest: { runId: 'checkout-1', count: 49_000, examples: ['http://shop/items/1', 'http://shop/items/2'] },
};

it('warns at half of what InfluxDB 1 takes, and names the run and what it does', () => {
  expect(nameWarning({ ...many, count: 49_999 })).toBeNull();
  expect(nameWarning(many)).toMatch(
    /50,000 values.*beyond 100,000\. The run checkout-1 has 49,000 of them, such as http:\/\/shop\/items\/1 and/
  );
});

it('looks at the last seven days, logs what is wrong and keeps it for whoever asks', async () => {
  const lines: string[] = [];
  const windows: unknown[] = [];
  const guard = createNameGuard({
    store: {
      nameValues(window) {
        windows.push(window);
        return windows.length === 1 ? Promise.resolve(many) : Promise.reject(new Error('does not answer'));
      },
    },
    now: () => new Date('2026-11-23T12:00:00Z'),
    logger: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }),
  });
  expect([guard.values(), guard.warning()]).toEqual([null, null]);
  await guard.look();
  await expect(guard.look()).rejects.toThrow('does not answer');
  expect(windows[0]).toEqual({ from: new Date('2026-11-16T12:00:00Z'), to: new Date('2026-11-23T12:00:00Z') });
  expect(guard.values()).toBe(50_000);
  expect(guard.warning()).toContain('checkout-1');
  expect(lines).toEqual([expect.stringContaining('The run checkout-1 has 49,000')]);
});
