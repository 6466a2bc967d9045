import { type RunPart, exitCodePartSchema } from '../model/protocol';
import { partsByInstance } from './by-instance';

const part = (content: RunPart) => ({ instance: content.instance, content });
const summary = (instance: string): RunPart => ({ part: 'summary', instance, summary: { from: instance } });
const exit = (instance: string): RunPart => exitCodePartSchema.parse({ part: 'exitCode', instance, exitCode: 99 });

it('puts the parts of each instance together, whatever the order they came in', () => {
  const parts = [exit('b'), summary('a'), summary('b')].map(part);
  expect(partsByInstance(parts)).toEqual([
    { instance: 'b', summary: summary('b'), exit: exit('b') },
    { instance: 'a', summary: summary('a'), exit: null },
  ]);
});

it('knows no instance without parts', () => expect(partsByInstance([])).toEqual([]));
