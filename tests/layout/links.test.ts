import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../generated-files';

/** Every document of the repository. */
async function documents(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
    cwd: repository,
  });
  return stdout.split('\n').filter((file) => file !== '');
}

const contents = (file: string) => readFile(path.join(repository, file), 'utf8');
const withoutCode = (text: string) => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors of a document's headings, as GitHub makes them. */
async function anchorsOf(file: string): Promise<Set<string>> {
  const seen = new Map<string, number>();
  return new Set(
    [...(await contents(file)).replace(/^```[^]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
      const anchor = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-');
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    })
  );
}

/** What is wrong with a link of a document; null: nothing. Links to elsewhere are not followed. */
async function problemOf(file: string, link: string): Promise<string | null> {
  if (/^[a-z]+:/.test(link)) {
    return link.startsWith('https://') ? null : `${file}: ${link} is not https`;
  }
  const [place = '', anchor] = link.split('#');
  const target = place === '' ? file : path.posix.join(path.posix.dirname(file), decodeURI(place));
  if ((await stat(path.join(repository, target)).catch(() => null)) === null) {
    return `${file}: ${link} leads nowhere`;
  }
  return anchor === undefined || (await anchorsOf(target)).has(anchor)
    ? null
    : `${file}: ${link}: ${target} has no such heading`;
}

it('every link of the documents leads to a file and heading that there is', async () => {
  const files = await documents();
  expect(files).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/security.md', 'docs/api.md']));
  const problems: string[] = [];
  let links = 0;
  for (const file of files) {
    for (const [, link = ''] of withoutCode(await contents(file)).matchAll(/\]\(([^)\s]+)\)/g)) {
      links += 1;
      problems.push(...[await problemOf(file, link)].filter((problem) => problem !== null));
    }
  }
  expect(links).toBeGreaterThan(60);
  expect(problems).toEqual([]);
});

it('README leads to every document for users', async () => {
  const readme = await contents('README.md');
  const forUsers = (await documents()).filter((file) => file.startsWith('docs/'));
  expect(forUsers.filter((file) => !readme.includes(`](${file}`))).toEqual([]);
});

it('finds a link that leads nowhere, and a heading that there is not', async () => {
  expect(await problemOf('docs/api.md', 'nowhere.md')).toBe('docs/api.md: nowhere.md leads nowhere');
  expect(await problemOf('docs/api.md', '../README.md#operation')).toBeNull();
  expect(await problemOf('docs/api.md', '../README.md#opera')).toMatch(/README\.md has no such heading$/);
});
