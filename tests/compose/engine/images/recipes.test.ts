import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { provideBaseImages } from './provide';
import { hashOf, type Recipe } from './recipe';
import { recipeOf } from './recipes';

const told: string[] = [];
const progress = (line: string) => void told.push(line);
/** An engine that nobody can reach: whoever asks it anything fails. */
const engine = { env: { PATH: '' }, stop: () => Promise.resolve() };

describe('recipeOf', () => {
  it('takes the versions out of the reference', async () => {
    const node = await recipeOf('node:24.1.0-trixie-slim', progress);
    expect(node.suite).toBe('trixie');
    expect(node.npmPackages).toMatchObject({ 'node.tgz': expect.stringMatching(/^node-linux-\w+@24\.1\.0$/) });
    const postgres = await recipeOf('docker.io/library/postgres:17.2', progress);
    expect(postgres.suite).toBe('bookworm');
    expect(postgres.dockerfile).toContain(' postgresql-17 ');
  });

  it.each([
    ['somebody/else:1.0', 'tests/compose/engine/images/recipes.ts has to learn it'],
    ['node:23.1.0', 'is none of Node'],
    ['debian:13-slim', 'does not name its release'],
    ['influxdb:1.8.10', 'is not InfluxDB 2.7'],
    ['node', 'no image with a tag'],
    [`node:24.1.0@sha256:${'0'.repeat(64)}`, 'name it by its tag alone'],
  ])('refuses %s', async (reference, reason) => {
    await expect(recipeOf(reference, progress)).rejects.toThrow(reason);
  });
});

describe('provideBaseImages', () => {
  it("makes none in a person's Docker, where they would hide the real ones", async () => {
    await provideBaseImages({ ...engine, isOurs: false }, ['node:24.1.0-bookworm-slim', 'somebody/else:1.0'], progress);
    expect(told).toEqual([]);
  });

  it('names the file that has to learn an image, before anything is made', async () => {
    const references = ['debian:bookworm-slim', 'somebody/else:1.0'];
    const provided = provideBaseImages({ ...engine, isOurs: true }, references, progress);
    await expect(provided).rejects.toThrow('There is no stand-in for somebody/else:1.0');
  });
});

describe('hashOf', () => {
  let folder: string;
  let recipe: Recipe;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'loadtests-recipe-'));
    const program = path.join(folder, 'k6');
    await writeFile(program, 'k6');
    recipe = { suite: 'bookworm', dockerfile: 'FROM base\n', texts: ['nginx.conf'], programs: { k6: program } };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is the same as long as nothing changes', async () => {
    expect(await hashOf({ ...recipe }, 'base')).toBe(await hashOf(recipe, 'base'));
  });

  it('is another one for every change of how the image is made', async () => {
    const hashes = [
      await hashOf(recipe, 'base'),
      await hashOf(recipe, 'newer base'),
      await hashOf({ ...recipe, dockerfile: 'FROM base\nUSER k6\n' }, 'base'),
      await hashOf({ ...recipe, texts: ['node-entrypoint.sh'] }, 'base'),
      await hashOf({ ...recipe, npmPackages: { 'npm.tgz': 'npm@11' } }, 'base'),
    ];
    await utimes(path.join(folder, 'k6'), 1, 1);
    hashes.push(await hashOf(recipe, 'base'));
    expect(new Set(hashes).size).toBe(6);
  });
});
