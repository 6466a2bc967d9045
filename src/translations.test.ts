import { loadTranslations, t } from './translations';

beforeAll(loadTranslations);

it.each(['a/b & c <d> "e"', '$t(other.text)', '{{name}} {{other}}'])('shows the value %p as it is', (name) => {
  expect(t('a.text', 'Run of {{name}}.', { name })).toBe(`Run of ${name}.`);
});
