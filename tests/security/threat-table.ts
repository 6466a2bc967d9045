import { documentWith, formatted } from '../contract/documents';
import { threats } from './threats';

const marks = {
  begin: '<!-- The threat model, written by `npm run threats`. -->',
  end: '<!-- End of the threat model. -->',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

function threatTable(): string {
  const rows = threats.map(({ threat, defence, tests }) => {
    const titles = new Map<string, string[]>();
    tests.forEach(({ file, title }) => titles.set(file, [...(titles.get(file) ?? []), title]));
    const named = [...titles].map(
      ([file, own]) => `[${file.replace(/^.*\//, '')}](../${file}): ${own.map((title) => `"${title}"`).join(', ')}`
    );
    return `| ${[threat, defence, named.join('; ')].map(cell).join(' | ')} |`;
  });
  return ['| what somebody tries | what is done against it | the tests |', '| --- | --- | --- |', ...rows].join('\n');
}

/** docs/security.md with the threat model of `threats.ts`, for a generator. */
export async function withThreatTable(folder: string): Promise<[string, { readonly content: string }]> {
  return formatted('docs/security.md', await documentWith('docs/security.md', marks, threatTable(), folder));
}
