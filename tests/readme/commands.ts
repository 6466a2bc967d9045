import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The commands of a section of README, block by block, as somebody copies them. */
export async function commandsOf(title: string): Promise<readonly string[][]> {
  const readme = await readFile(resolve(__dirname, '../../README.md'), 'utf8');
  const [, text = ''] = readme.split(new RegExp(`\\n##+ ${title}\\n`));
  const [own = ''] = text.split(/\n##+ /);
  return [...own.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim().split('\n'));
}
