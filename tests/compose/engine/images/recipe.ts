import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** How an image is made that stands in for a real one, on Debian. */
export interface Recipe {
  /** The release of Debian below it: `bookworm`. */
  readonly suite: string;
  /** The Dockerfile; `FROM base` is that Debian. */
  readonly dockerfile: string;
  /** Files beside the Dockerfile by their names: texts of this folder, … */
  readonly texts?: readonly string[];
  /** … programs of this machine, by their paths, … */
  readonly programs?: Readonly<Record<string, string>>;
  /** … and archives of npm packages, as `name@version`. */
  readonly npmPackages?: Readonly<Record<string, string>>;
}

/** An image's name and tag: `node` and `24.1.0-bookworm-slim`. */
export interface ImageName {
  readonly name: string;
  readonly tag: string;
}

/** Throws where no stand-in can be found by this reference. */
export function parseReference(reference: string): ImageName {
  const [, name, tag, digest] = /^(?:docker\.io\/)?(?:library\/)?([^:@]+)(?::([^@]+))?(@.+)?$/.exec(reference) ?? [];
  if (digest !== undefined) {
    throw new Error(`${reference} has a digest, which only the real image has; name it by its tag alone`);
  }
  if (name === undefined || tag === undefined) {
    throw new Error(`${reference} is no image with a tag; name it as in node:24.1.0-bookworm-slim`);
  }
  return { name, tag };
}

/** The release of Debian that a tag names; `bookworm` where it names none. */
export function suiteOf(tag: string): string {
  return /\b(bullseye|bookworm|trixie)\b/.exec(tag)?.[1] ?? 'bookworm';
}

/** `RUN` of the packages of Debian, with nothing of apt left in the layer. */
export function aptLayer(...packages: readonly string[]): string {
  const install = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return `RUN apt-get update && DEBIAN_FRONTEND=noninteractive ${install} && rm -rf /var/lib/apt/lists/*`;
}

/** Of all that goes into the image: another hash means that it has to be made again. */
export async function hashOf(recipe: Recipe, baseHash: string): Promise<string> {
  const texts = await Promise.all((recipe.texts ?? []).map((name) => readFile(path.join(__dirname, name), 'utf8')));
  const programs = await Promise.all(
    Object.values(recipe.programs ?? {}).map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return { size, mtimeMs };
    })
  );
  const all = { base: baseHash, dockerfile: recipe.dockerfile, texts, programs, npmPackages: recipe.npmPackages };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
