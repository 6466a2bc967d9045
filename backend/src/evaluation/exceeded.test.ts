import { evaluate } from './evaluate';
import { exit, input, report } from './testing/inputs';

describe('a run whose k6 was ended for a limit', () => {
  const judged = (changes: Parameters<typeof exit>[0]) => {
    const { verdict, reasons } = evaluate(input({ reports: [report({ exit: exit(changes) })] }));
    return [verdict, reasons[0]?.code, reasons[0]?.text];
  };
  const memory = { limit: 'memoryMb', value: 2048 } as const;

  it('is errored and says which', () => {
    expect(judged({ exitCode: null, signal: 'SIGKILL', exceeded: memory })).toEqual([
      'errored',
      'memoryLimitExceeded',
      'k6 used more than 2,048 MB of memory and was ended',
    ]);
    expect(judged({ exitCode: 105, exceeded: { limit: 'deadlineSeconds', value: 600 } })).toEqual([
      'errored',
      'deadlineExceeded',
      'k6 ran longer than its deadline of 10 min and was ended',
    ]);
  });

  it('does not pass where k6 was done at that very moment', () => {
    expect(judged({ exitCode: 0, exceeded: memory })[0]).toBe('errored');
  });

  it('was stopped by a person where one had asked for it too', () => {
    expect(judged({ exitCode: 105, stoppedByPerson: true, exceeded: memory })[1]).toBe('stoppedByPerson');
  });
});
