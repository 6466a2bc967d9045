import { exitCodePartSchema, type ExitCodePart } from '../model/protocol';
import { generatorOf, warmUpOf } from './generator';

const facts = {
  watchedSeconds: 60,
  cpuBusyShare: 0.1,
  saturatedShare: 0,
  peakCpu: 0.5,
  peakK6Cpu: 0.2,
  peakMemoryMb: 90,
};
const part = (more: object): { readonly content: ExitCodePart } => ({
  content: exitCodePartSchema.parse({ part: 'exitCode', exitCode: 0, ...more }),
});

describe('the load generators of a run', () => {
  it('are shown by the worst figure of each', () => {
    const other = { ...facts, cpuBusyShare: 0, peakMemoryMb: 700, peakCpu: 0.9 };
    expect(generatorOf([part({ generator: facts }), part({}), part({ generator: other })])).toEqual({
      ...facts,
      peakMemoryMb: 700,
      peakCpu: 0.9,
    });
  });

  it('are not known where no reporter has looked', () => expect(generatorOf([part({})])).toBeNull());
});

it('the warm-up of a run is the one its reporter has told', () => {
  const warmUp = { exitCode: 107, signal: null, durationSeconds: 4, exceeded: null, logTail: ['oops'] };
  expect(warmUpOf([part({ warmUp })])).toEqual(warmUp);
  expect(warmUpOf([part({})])).toBeNull();
});
