import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { shown, type Progress, type Provided } from './part';

/** How a program is recognised on this machine. */
export interface Program {
  /** Environment variable that names the program; it wins over everything else. */
  readonly variable: string;
  /** For a variable that names a folder: the program's file name in it. */
  readonly fileInVariable?: string;
  /** Names to look for on PATH, best first. */
  readonly commands: readonly string[];
  /** Folders to look in after PATH, for the first command. */
  readonly folders: readonly string[];
  /**
   * The version of the program at this path when it can be used, else what is wrong with it. `named`: the variable
   * names it.
   */
  check(file: string, named: boolean): Promise<{ readonly version: string } | { readonly unusable: string }>;
}

/**
 * The program where it is found, else made available with `make`, which says why it could not or null when it could.
 * Progress tells which one is used.
 */
export async function provideProgram(
  program: Program,
  progress: Progress,
  make: () => Promise<string | null>
): Promise<Provided> {
  const found = await findProgram(program);
  if (found.outcome === 'unusable') {
    found.refused.forEach((candidate) => progress(`not usable, ${candidate}`));
    const problem = await make();
    if (problem !== null) {
      return { missing: problem };
    }
  }
  const provided = found.outcome === 'unusable' ? await findProgram(program) : found;
  switch (provided.outcome) {
    case 'found':
      progress(`${provided.version}, ${shown(provided.path)}`);
      return { path: provided.path };
    case 'wronglyNamed':
      return { missing: provided.reason };
    case 'unusable':
      return { missing: `none that can be used, even now: ${provided.refused.join('; ') || 'not on PATH'}` };
  }
}

export type Search =
  | { readonly outcome: 'found'; readonly path: string; readonly version: string }
  /** The variable names something that cannot be used. */
  | { readonly outcome: 'wronglyNamed'; readonly reason: string }
  /** Nothing usable; every candidate that was looked at, with what is wrong with it. */
  | { readonly outcome: 'unusable'; readonly refused: readonly string[] };

/**
 * Looks at the variable, then PATH, then the program's folders. A variable that names something unusable ends the
 * search, because quietly using another program than the one asked for would mislead.
 */
export async function findProgram(program: Program, env: NodeJS.ProcessEnv = process.env): Promise<Search> {
  const value = env[program.variable];
  if (value !== undefined && value !== '') {
    const file = path.resolve(value, program.fileInVariable ?? '');
    const checked = (await isExecutable(file))
      ? await program.check(file, true)
      : { unusable: `${file} is no executable` };
    return 'version' in checked
      ? { outcome: 'found', path: file, version: checked.version }
      : { outcome: 'wronglyNamed', reason: `${program.variable} is ${value}, but ${checked.unusable}` };
  }
  const refused: string[] = [];
  for (const candidate of candidates(program, env)) {
    if (await isExecutable(candidate)) {
      const checked = await program.check(candidate, false);
      if ('version' in checked) {
        return { outcome: 'found', path: candidate, version: checked.version };
      }
      refused.push(`${shown(candidate)}: ${checked.unusable}`);
    }
  }
  return { outcome: 'unusable', refused };
}

/** The path of a command on PATH, or null. */
export async function findOnPath(command: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  for (const candidate of pathCandidates(command, env)) {
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return null;
}

function candidates(program: Program, env: NodeJS.ProcessEnv): readonly string[] {
  const onPath = program.commands.flatMap((command) => pathCandidates(command, env));
  const inFolders = program.folders.flatMap((folder) =>
    program.commands.slice(0, 1).map((command) => path.join(folder, command))
  );
  return [...onPath, ...inFolders];
}

function pathCandidates(command: string, env: NodeJS.ProcessEnv): readonly string[] {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.resolve(folder, command));
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
