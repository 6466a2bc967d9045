import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** As far as images are named in it: https://docs.docker.com/reference/compose-file/services/ */
const composeSchema = z.object({
  services: z.record(z.string(), z.object({ image: z.string().optional(), build: z.unknown().optional() })),
});

/**
 * The images that these Dockerfiles and compose files name, each once. A service that is built names its own image, not
 * one to be had. Rejects where a file cannot be read or a reference is left to a variable without a default.
 */
export async function imageReferences(files: readonly string[]): Promise<readonly string[]> {
  const named = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      const references = /\.ya?ml$/.test(file) ? referencesOfCompose(text) : referencesOfDockerfile(text);
      const open = references.find((reference) => reference.includes('$'));
      if (open !== undefined) {
        throw new Error(`${path.basename(file)} names the image ${open}, whose variable has no default; give it one`);
      }
      return references;
    })
  );
  return [...new Set(named.flat())];
}

export function referencesOfCompose(text: string): readonly string[] {
  const { services } = composeSchema.parse(parse(text, { merge: true }));
  return Object.values(services).flatMap(({ image, build }) =>
    image === undefined || build !== undefined ? [] : [withDefaults(image)]
  );
}

/** `FROM`, `COPY --from` and `RUN --mount=from`, stages and `scratch` aside. */
export function referencesOfDockerfile(text: string): readonly string[] {
  const stages = new Set(['scratch']);
  const defaults = new Map<string, string>();
  const references: string[] = [];
  const instructions = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\[ \t]*\n/g, ' ')
    .split('\n');
  for (const instruction of instructions) {
    const [, name, value] = /^\s*ARG\s+(\w+)=["']?([^\s"']*)/i.exec(instruction) ?? [];
    if (name !== undefined && value !== undefined) {
      defaults.set(name, value);
    }
    const named = imagesOfInstruction(instruction)
      .map((image) => withDefaults(image, defaults))
      .filter((image) => !stages.has(image.toLowerCase()) && !/^\d+$/.test(image));
    references.push(...named);
    const stage = /^\s*FROM\s.*\sAS\s+(\S+)/i.exec(instruction)?.[1];
    if (stage !== undefined) {
      stages.add(stage.toLowerCase());
    }
  }
  return references;
}

function imagesOfInstruction(instruction: string): readonly string[] {
  const base = /^\s*FROM\s+(?:--\S+\s+)*(\S+)/i.exec(instruction)?.[1];
  const copied = /^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*?--from=(\S+)/i.exec(instruction)?.[1];
  const mounted = /^\s*RUN\s/i.test(instruction) ? [...instruction.matchAll(/--mount=\S*?\bfrom=([^\s,]+)/g)] : [];
  return [base, copied, ...mounted.map((match) => match[1])].filter((image) => image !== undefined);
}

/** `${NAME:-default}`, `${NAME-default}` as their default, also within another; `$NAME`, `${NAME}` as the ARG before. */
function withDefaults(image: string, defaults: ReadonlyMap<string, string> = new Map()): string {
  let text = image;
  // As deep as anybody would put one into another; an ARG may name itself.
  for (let depth = 0; depth < 3; depth++) {
    text = text
      .replace(/\$\{(\w+):?-([^{}]*)\}/g, (_, name: string, fallback: string) => defaults.get(name) ?? fallback)
      .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, a?: string, b?: string) => defaults.get(a ?? b ?? '') ?? whole);
  }
  return text;
}
