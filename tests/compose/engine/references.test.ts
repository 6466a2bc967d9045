import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { imageReferences } from './references';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'loadtests-references-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
}

/** What a Dockerfile of these lines names. */
async function inDockerfile(...lines: readonly string[]): Promise<readonly string[]> {
  return imageReferences([await file('Dockerfile', `${lines.join('\n')}\n`)]);
}

describe('imageReferences', () => {
  it('names the images of services that are not built, each once over all files', async () => {
    const compose = await file(
      'docker-compose.yml',
      `
x-store: &store
  image: influxdb:2.7.12
services:
  store: *store
  second-store: { <<: *store, profiles: [two] }
  sidecar: { build: ., image: our/sidecar:dev }
  records: { image: '\${POSTGRES_IMAGE:-postgres:15.18-bookworm}' }
`
    );
    const dockerfile = await file('Dockerfile', 'FROM influxdb:2.7.12\n');
    expect(await imageReferences([compose, dockerfile])).toEqual(['influxdb:2.7.12', 'postgres:15.18-bookworm']);
  });

  it('names what is built on and copied from, but no stages', async () => {
    const references = await inDockerfile(
      'FROM --platform=$BUILDPLATFORM node:24.1.0-bookworm-slim AS Build',
      'COPY --from=grafana/k6:2.2.0 /usr/bin/k6 /usr/bin/',
      'COPY --chown=node:node --from=nginx:1.28.0 /etc/nginx /etc/nginx',
      'RUN --mount=type=cache,target=/root/.npm \\',
      '    --mount=type=bind,from=debian:bookworm-slim,target=/d npm ci',
      '# FROM a comment:1',
      'FROM scratch',
      'COPY --from=build /app /app',
      'COPY --from=0 /app /app',
      'FROM build'
    );
    expect(references).toEqual([
      'node:24.1.0-bookworm-slim',
      'grafana/k6:2.2.0',
      'nginx:1.28.0',
      'debian:bookworm-slim',
    ]);
  });

  it('puts in the ARGs before', async () => {
    const references = await inDockerfile(
      'ARG NODE_VERSION=24.1.0',
      'ARG NODE="node:${NODE_VERSION}-bookworm-slim"',
      'FROM $NODE',
      'FROM debian:${SUITE:-bookworm}-slim'
    );
    expect(references).toEqual(['node:24.1.0-bookworm-slim', 'debian:bookworm-slim']);
  });

  it.each(['FROM node:$VERSION', 'ARG VERSION=$VERSION\nFROM node:${VERSION}'])(
    'refuses one that only a variable names',
    async (text) => {
      await expect(inDockerfile(text)).rejects.toThrow('has no default; give it one');
    }
  );

  it('refuses a file without services', async () => {
    await expect(imageReferences([await file('compose.yaml', 'version: "3"\n')])).rejects.toThrow('services');
  });
});
