import { inTime } from './in-time';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('is the answer where it comes in time, and leaves no timer behind', async () => {
  expect(await inTime(Promise.resolve(1), 100, null)).toBe(1);
  await expect(inTime(Promise.reject(new Error('no')), 100, null)).rejects.toThrow('no');
  expect(jest.getTimerCount()).toBe(0);
});

it('is what stands for silence where it does not, and a late failure troubles nobody', async () => {
  let fail: (error: Error) => void = () => undefined;
  const late = inTime(new Promise<never>((_, reject) => (fail = reject)), 100, 'silence');
  await jest.advanceTimersByTimeAsync(100);
  expect(await late).toBe('silence');
  fail(new Error('too late'));
  await jest.advanceTimersByTimeAsync(0);
});
