import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lastLine, runCommand, secondsSince, withHeartbeat } from '../../../parts/command';
import { buildFolder, shown, type Progress } from '../../../parts/part';
import { removeTemporaryFolder, temporaryFolder } from '../../../parts/server';
import { docker } from '../docker';
import type { Engine } from '../open';
import { provideDebian, type BaseImage } from './debian';
import { labelOf, standInLabel } from './label';
import { hashOf, type Recipe } from './recipe';
import { recipeOf } from './recipes';

/**
 * Makes a stand-in under each of these names, where the engine has no image of that name or one that was made in another
 * way. For an engine of ours only: in a person's Docker it would hide the real image, so there nothing is done and the
 * real ones are pulled. Rejects where one is unknown or cannot be made.
 */
export async function provideBaseImages(
  engine: Engine,
  references: readonly string[],
  progress: Progress
): Promise<void> {
  if (!engine.isOurs) {
    return;
  }
  const tellOf = (reference: string) => (line: string) => progress(`${reference}: ${line}`);
  const recipes = new Map<string, Recipe>();
  for (const reference of references) {
    recipes.set(reference, await recipeOf(reference, tellOf(reference)));
  }
  const bases = new Map<string, BaseImage>();
  for (const [reference, recipe] of recipes) {
    const base = bases.get(recipe.suite) ?? (await provideDebian(engine.env, recipe.suite, progress));
    bases.set(recipe.suite, base);
    await provideStandIn(engine.env, reference, recipe, base, tellOf(reference));
  }
}

async function provideStandIn(
  env: NodeJS.ProcessEnv,
  reference: string,
  recipe: Recipe,
  base: BaseImage,
  progress: Progress
): Promise<void> {
  const hash = await hashOf(recipe, base.hash);
  const label = await labelOf(env, reference);
  // Without the label it is a real image, which somebody has brought here.
  if (label === hash || label === '') {
    return;
  }
  progress('making a stand-in');
  const startedAt = Date.now();
  const folder = await temporaryFolder('image');
  try {
    await fill(folder, recipe, base);
    await build(env, reference, folder, hash, progress);
  } finally {
    await removeTemporaryFolder(folder);
  }
  progress(`made in ${secondsSince(startedAt)} s`);
}

/** The context of the build. */
async function fill(folder: string, recipe: Recipe, base: BaseImage): Promise<void> {
  await writeFile(path.join(folder, 'Dockerfile'), recipe.dockerfile.replace(/^FROM base\b/gm, `FROM ${base.name}`));
  for (const name of recipe.texts ?? []) {
    const mode = name.endsWith('.sh') ? 0o755 : 0o644;
    await writeFile(path.join(folder, name), await readFile(path.join(__dirname, name)), { mode });
  }
  for (const [name, file] of Object.entries(recipe.programs ?? {})) {
    await copyFile(file, path.join(folder, name));
  }
  for (const [name, npmPackage] of Object.entries(recipe.npmPackages ?? {})) {
    await packNpm(npmPackage, path.join(folder, name));
  }
}

async function packNpm(npmPackage: string, file: string): Promise<void> {
  const folder = `${file}-packed`;
  await mkdir(folder);
  const args = ['pack', '--silent', '--pack-destination', folder, npmPackage];
  const { exitCode, output } = await runCommand('npm', args, { cwd: folder, timeoutSeconds: 300 });
  if (exitCode !== 0) {
    throw new Error(`The npm package ${npmPackage} cannot be had: ${lastLine(output)}`);
  }
  await rename(path.join(folder, lastLine(output)), file);
}

async function build(
  env: NodeJS.ProcessEnv,
  reference: string,
  folder: string,
  hash: string,
  progress: Progress
): Promise<void> {
  const logFile = path.join(await buildFolder('logs'), `image-${reference.replace(/\W+/g, '-')}.log`);
  // The engine's classic builder: `docker build` on BuildKit needs a plugin of its own.
  const options = { timeoutSeconds: 900, logFile };
  const args = ['build', '--label', `${standInLabel}=${hash}`, '--tag', reference, folder];
  try {
    await withHeartbeat(progress, 'building', () => docker({ ...env, DOCKER_BUILDKIT: '0' }, args, options));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The stand-in for ${reference} cannot be made: ${reason} (log: ${shown(logFile)})`, {
      cause: error,
    });
  }
}
