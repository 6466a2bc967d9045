import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from './command';
import { findProgram, provideProgram, type Program } from './find';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'loadtests-find-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tool: Program = {
  variable: 'TOOL_BIN',
  commands: ['tool'],
  folders: [],
  async check(file) {
    const { output } = await runCommand(file, []);
    return output.startsWith('2.') ? { version: output.trim() } : { unusable: `it is ${output.trim()}, not 2` };
  },
};

async function program(name: string, version: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\necho ${version}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('findProgram', () => {
  it('takes the one that the variable names before the one on PATH', async () => {
    await program('tool', '2.1');
    const named = await program('named', '2.9');
    const found = await findProgram(tool, { PATH: folder, TOOL_BIN: named });
    expect(found).toEqual({ outcome: 'found', path: named, version: '2.9' });
  });

  it('does not fall back when the variable names an unusable one', async () => {
    await program('tool', '2.1');
    const old = await program('old', '1.0');
    const found = await findProgram(tool, { PATH: folder, TOOL_BIN: old });
    expect(found).toEqual({ outcome: 'wronglyNamed', reason: `TOOL_BIN is ${old}, but it is 1.0, not 2` });
  });

  it('says so when the variable names no program', async () => {
    const found = await findProgram(tool, { PATH: folder, TOOL_BIN: path.join(folder, 'gone') });
    expect(found).toMatchObject({ outcome: 'wronglyNamed' });
  });

  it('refuses another version on PATH and goes on to the folder of the built ones', async () => {
    const onPath = await program('tool', '1.0');
    const built = path.join(folder, 'built');
    await runCommand('mkdir', [built]);
    const kept = await program('built/tool', '2.2');
    expect(await findProgram(tool, { PATH: folder })).toEqual({
      outcome: 'unusable',
      refused: [`${onPath}: it is 1.0, not 2`],
    });
    expect(await findProgram({ ...tool, folders: [built] }, { PATH: folder })).toMatchObject({ path: kept });
  });
});

describe('provideProgram', () => {
  const inFolder = (): Program => ({ ...tool, commands: ['no-such-command'], folders: [folder] });

  it('makes what is missing and then uses it', async () => {
    const lines: string[] = [];
    const provided = await provideProgram(
      inFolder(),
      (line) => lines.push(line),
      async () => {
        await program('no-such-command', '2.3');
        return null;
      }
    );
    expect(provided).toEqual({ path: path.join(folder, 'no-such-command') });
    expect(lines.at(-1)).toContain('2.3');
  });

  it('hands on why it could not be made', async () => {
    const provided = await provideProgram(
      inFolder(),
      () => undefined,
      () => Promise.resolve('no compiler')
    );
    expect(provided).toEqual({ missing: 'no compiler' });
  });

  it('does not believe that it was made when nothing usable is there', async () => {
    const provided = await provideProgram(
      inFolder(),
      () => undefined,
      async () => {
        await program('no-such-command', '1.9');
        return null;
      }
    );
    expect(provided).toHaveProperty('missing', expect.stringContaining('it is 1.9, not 2'));
  });
});
