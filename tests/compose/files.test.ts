import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { z } from 'zod';
import { environmentSchema, isSecretVariable, variableNames } from '../../backend/src/config/variables';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { settingsSchema } from '../../compose/init/secrets';

const repository = path.resolve(__dirname, '../..');
const textOf = (file: string) => readFile(path.join(repository, file), 'utf8');

const serviceSchema = z.object({
  image: z.string(),
  build: z.unknown().optional(),
  ports: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
  healthcheck: z.unknown().optional(),
  restart: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
});
const services = async () =>
  z
    .object({ services: z.record(z.string(), serviceSchema) })
    .transform((file) => file.services)
    .parse(parse(await textOf('docker-compose.yml'), { merge: true }));
const one = async (name: string) => (await services())[name] ?? serviceSchema.parse({});

/** As in `.env.example`, the comments of its settings taken away. */
const example = async () => parseEnv((await textOf('.env.example')).replace(/^#(?=[A-Z])/gm, ''));

/** Every variable that the file takes from `.env`. */
async function fromEnv(): Promise<Set<string>> {
  const text = await textOf('docker-compose.yml');
  const interpolated = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name ?? '');
  const passed = Object.values(await services()).flatMap(({ environment }) =>
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : []))
  );
  return new Set([...interpolated, ...passed]);
}

/** What only the parts around the sidecar know. */
const ofTheStack = [
  'ADMIN_SITE_PORT',
  'DATABASE_URL_FILE',
  'GRAFANA_ADMIN_PASSWORD',
  'GRAFANA_PORT',
  'GRAFANA_VERSION',
  'INFLUX_RETENTION_DAYS',
  'LOADTESTS_FOLDER',
  'SIDECAR_URL',
];

describe('docker-compose.yml', () => {
  it('gives the sidecar nothing that it does not know', async () => {
    const names = Object.keys((await one('sidecar')).environment);
    const known = variableNames.map((name) => (isSecretVariable(name) ? `${name}_FILE` : name));
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    expect((await one('sidecar-2')).environment).toEqual((await one('sidecar')).environment);
  });

  it('lets every setting of the sidecar be set, but what the image and the network decide', async () => {
    const given = [...Object.keys((await one('sidecar')).environment), ...Object.keys(settingsSchema.shape)];
    const missing = variableNames.filter((name) => !given.includes(name) && !given.includes(`${name}_FILE`));
    expect(missing).toEqual(['DATA_DIR', 'K6_BIN', 'VERCEL_API_URL', 'SLACK_API_URL']);
  });

  it('takes from .env what .env.example shows, and nothing else', async () => {
    const { COMPOSE_PROFILES: _, ...shown } = await example();
    expect(Object.keys(shown).sort()).toEqual([...(await fromEnv())].sort());
    const ofConfig = Object.keys(shown).filter((name) => !ofTheStack.includes(name));
    expect(ofConfig.filter((name) => !(name in environmentSchema.shape))).toEqual([]);
  });

  it('shows in .env.example the defaults that it has', async () => {
    const text = await textOf('docker-compose.yml');
    const shown = Object.entries(await example()).filter(
      ([name, value]) => value !== '' && text.includes(`{${name}:-`)
    );
    // Of one variable there may be several places; a folder and the parts of the profile "scale" are examples.
    const others = ['LOADTESTS_FOLDER', 'DATABASE_URL_FILE', 'SIDECAR_URL'];
    const wrong = shown.filter(([name, value]) => {
      const defaults = [...text.matchAll(new RegExp(`\\$\\{${name}:-((?:[^{}]|\\{[^}]*\\})*)\\}`, 'g'))].map(
        ([, given = '']) => given.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1')
      );
      return !others.includes(name) && defaults.some((each) => each !== value);
    });
    expect(wrong).toEqual([]);
  });

  it('publishes ports on loopback alone', async () => {
    const ports = Object.values(await services()).flatMap((service) => service.ports);
    expect(ports).toHaveLength(2);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('pins each image by a full version, lets nothing gain privileges, and watches whatever keeps running', async () => {
    for (const [name, { image, build, security_opt, healthcheck, restart }] of Object.entries(await services())) {
      const isPinned = build !== undefined || /:\d+\.\d+\.\d+(?:-[a-z]+)?$|:15\.18-bookworm$/.test(image);
      const isWatched = restart === 'unless-stopped' ? healthcheck !== undefined || name.startsWith('sidecar') : true;
      expect({ name, isPinned, isWatched, security_opt }).toEqual({
        name,
        isPinned: true,
        isWatched: true,
        security_opt: ['no-new-privileges:true'],
      });
    }
  });
});

describeWith(['HADOLINT_BIN'], 'hadolint', () => {
  it.each(['backend/Dockerfile', 'compose/Dockerfile', 'compose/grafana.Dockerfile'])(
    'has nothing against %s',
    async (file) => {
      const { stdout } = await promisify(execFile)(realPart('HADOLINT_BIN') ?? '', ['--no-color', file], {
        cwd: repository,
      });
      expect(stdout).toBe('');
    }
  );
});

describe('the images of the sidecar and of the rest', () => {
  it('have every file that the programs of the stack, and what builds them, import', async () => {
    const { metafile } = await build({
      entryPoints: ['build', 'init/main', ...['shop', 'fakes', 'admin-site'].map((name) => `services/${name}`)].map(
        (name) => `compose/${name}.ts`
      ),
      absWorkingDir: repository,
      bundle: true,
      write: false,
      outdir: 'out',
      platform: 'node',
      packages: 'external',
      metafile: true,
      logLevel: 'error',
    });
    const copied = [...(await textOf('compose/Dockerfile')).matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(
      ([, sources = '']) => sources.split(' ')
    );
    const missing = Object.keys(metafile.inputs).filter(
      (file) => !copied.some((source) => file === source || file.startsWith(`${source}/`))
    );
    expect(missing).toEqual([]);
  });

  it('begin with the same stage, which is then built once', async () => {
    const firstStage = (text: string) => /^FROM node[^]*?RUN npm ci$/m.exec(text)?.[0];
    const stages = await Promise.all(
      ['backend/Dockerfile', 'compose/Dockerfile', 'compose/grafana.Dockerfile'].map(async (file) =>
        firstStage(await textOf(file))
      )
    );
    expect(stages[0]).toMatch(/^FROM node:24\.\d+\.\d+-bookworm-slim AS dependencies/);
    expect(new Set(stages).size).toBe(1);
  });

  it('are built from every package of the lock file', async () => {
    const { workspaces } = z
      .object({ workspaces: z.array(z.string()) })
      .parse(JSON.parse(await textOf('package.json')));
    const dockerfile = await textOf('backend/Dockerfile');
    expect(workspaces.filter((folder) => !dockerfile.includes(`COPY ${folder}/package.json ${folder}/`))).toEqual([]);
  });
});
