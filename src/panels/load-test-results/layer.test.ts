import { createDataFrame } from '@grafana/data';
import { readLayer } from './layer';

const layer = (text: unknown, tags: unknown) =>
  readLayer([
    createDataFrame({
      fields: [
        { name: 'text', values: [text] },
        { name: 'tags', values: [tags] },
      ],
    }),
  ]);
const tags = ['loadtest', 'diagnosis', 'run:run-1', 'test:checkout', 'severity:critical'];

it('finds the diagnosis of a run by its tags', () => {
  expect(layer('checkout: failed.', tags).get('run-1')).toEqual({ text: 'checkout: failed.', severity: 'critical' });
  expect(layer('checkout: failed.', tags.join(', ')).get('run-1')).toMatchObject({ severity: 'critical' });
});

it('makes plain text of it, without its link to the run', () => {
  const text = 'p95 &lt;b&gt; &amp; more <a href="/a/app/runs/run-1">Open the run</a><img src=x onerror=alert(1)>';
  expect(layer(text, tags).get('run-1')?.text).toBe('p95 <b> & more');
});

it.each([
  ['no diagnosis', 'deployed', ['loadtest', 'run:run-1']],
  ['of no run', 'failed', ['loadtest', 'diagnosis']],
  ['without tags', 'failed', null],
  ['without text', null, tags],
])('leaves aside an annotation that is %s', (_, text, given) => {
  expect(layer(text, given).size).toBe(0);
});

it('has nothing to say of annotations without the columns', () => {
  expect(readLayer([createDataFrame({ fields: [{ name: 'time', values: [1] }] })]).size).toBe(0);
});
