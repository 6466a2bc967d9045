import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectTexts, localeFile } from './texts';

const collect = (...sources: readonly string[]) =>
  collectTexts(new Map(sources.map((source, index) => [`src/${index}.tsx`, source])));

it('collects texts, plural forms and Trans as Grafana reads them', () => {
  const { texts, problems } = collect(
    `t('b.two', 'Two {{x}}', { x }); t('b.runs', '{{count}} runs', { count, defaultValue_one: 'One run' });`,
    `const a = <Trans i18nKey="a.link">See <a href="/x">run {{ name }}</a>, {'now'}</Trans>;`
  );
  expect(problems).toEqual([]);
  expect(JSON.parse(localeFile(texts))).toEqual({
    a: { link: 'See <1>run {{name}}</1>, now' },
    b: { runs: '{{count}} runs', runs_one: 'One run', two: 'Two {{x}}' },
  });
});

it('is the same file whatever the order of the sources', () => {
  const [one, other] = [`t('b', 'B');`, `t('a.c', 'C');`];
  expect(localeFile(collect(one, other).texts)).toBe(localeFile(collect(other, one).texts));
});

it.each([
  [[`t('a', 'One');`, `t('a', 'Two');`], 'src/1.tsx:1: "a" has another text at src/0.tsx:1'],
  [[`t('a', 'One');\nt('a.b', 'Two');`], 'src/0.tsx:2: "a.b" lies in "a", which is a text itself'],
  [['t(`a.${b}`, "One");'], expect.stringMatching(/needs its key and its English text as they are/)],
  [[`t('a');`], expect.stringMatching(/needs its key and its English text as they are/)],
  [[`t('a: b', 'One');`], expect.stringMatching(/"a: b" is no key/)],
  [[`<Trans i18nKey="a">{list.map(x)}</Trans>;`], expect.stringMatching(/cannot be translated with \{list/)],
])('says what cannot be translated: %j', (sources, problem) => {
  expect(collect(...sources).problems).toEqual([problem]);
});

it('fails where the file is not what the code says', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'texts-'));
  try {
    await mkdir(path.join(folder, 'src'));
    await writeFile(path.join(folder, 'src/a.ts'), `t('a', 'One');`);
    const args = ['--import', 'tsx', path.join(__dirname, 'write-texts.ts'), '--folder', folder];
    const run = (...more: readonly string[]) =>
      new Promise((done) =>
        execFile(process.execPath, [...args, ...more], { cwd: path.resolve(__dirname, '../..') }, (error, out, err) =>
          done({ failed: error !== null, said: out + err })
        )
      );
    const file = 'src/locales/en-US/blueclerk-loadtest-app.json';
    expect(await run('--check')).toEqual({
      failed: true,
      said: `${file} is not what the code says: run \`npm run texts\` and commit what it writes.\n`,
    });
    expect(await run()).toEqual({ failed: false, said: `${file} written, 1 texts\n` });
    expect(await run('--check')).toEqual({ failed: false, said: '' });
  } finally {
    await rm(folder, { recursive: true });
  }
}, 180_000);
