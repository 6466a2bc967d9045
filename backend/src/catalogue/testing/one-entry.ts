import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadTest } from '../../model/load-test';
import { loadCatalogue } from '..';

/** A catalogue of one entry, in a folder of each test's own. To be called where hooks may be. */
export function catalogueOfOneEntry(): {
  /** @param rest what follows name, script and target in the entry, indented as it stands there. */
  load(rest: string, env?: Readonly<Record<string, string>>): Promise<LoadTest>;
  /** What is wrong with it, a line each, without the place in the file. */
  problems(
    rest: string,
    env?: Readonly<Record<string, string>>
  ): Promise<readonly string[] | 'the catalogue was taken'>;
} {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
    writeFileSync(join(folder, 'a.js'), 'export default function () {}\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function load(rest: string, env: Readonly<Record<string, string>> = {}): Promise<LoadTest> {
    const file = join(folder, 'loadtests.yaml');
    writeFileSync(
      file,
      `version: 1
loadTests:
  - name: checkout
    script: a.js
    target: https://shop.example.com
${rest}`
    );
    const test = (await loadCatalogue(file, env)).tests.get('checkout');
    if (test === undefined) {
      throw new Error('there is no checkout');
    }
    return test;
  }
  return {
    load,
    async problems(rest, env) {
      const error: unknown = await load(rest, env).catch((reason: unknown) => reason);
      return error instanceof Error
        ? error.message.split('\n').map((line) => line.slice(line.indexOf('loadTests[')))
        : 'the catalogue was taken';
    },
  };
}
