import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** What stands in the code blocks of a section of a document, in a language. */
export async function codeOf(title: string, language: string, document = 'README.md'): Promise<readonly string[]> {
  const text = await readFile(resolve(__dirname, '../..', document), 'utf8');
  const [, section = ''] = text.split(new RegExp(`\\n##+ ${title}\\n`));
  const [own = ''] = section.split(/\n##+ /);
  return [...own.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, of, code = '']) => (of === language ? [code] : []));
}

/** The commands of a section, block by block, as somebody copies them. */
export async function commandsOf(title: string): Promise<readonly string[][]> {
  return (await codeOf(title, 'sh')).map((block) => block.trim().split('\n'));
}
