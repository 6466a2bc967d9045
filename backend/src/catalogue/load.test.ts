import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueError, loadCatalogue } from '.';

let folder = '';
let file = '';
beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  folder = join(parent, 'k6');
  file = join(folder, 'loadtests.yaml');
  mkdirSync(join(folder, 'scripts'), { recursive: true });
  writeFileSync(join(folder, 'scripts/a.js'), 'export default function () {}\n');
  writeFileSync(join(parent, 'outside.js'), 'export default function () {}\n');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const load = (yaml: string, env: Record<string, string> = {}) => {
  writeFileSync(file, yaml);
  return loadCatalogue(file, env);
};

/** Every problem as `line:column path: message`. */
async function problems(yaml: string, env: Record<string, string> = {}): Promise<string[]> {
  const error: unknown = await load(yaml, env).catch((reason: unknown) => reason);
  if (!(error instanceof CatalogueError)) {
    throw new Error('the catalogue was taken');
  }
  expect(error.message.split('\n').every((line) => line.startsWith(`${file}:`))).toBe(true);
  return error.message.split('\n').map((line) => line.slice(file.length + 1));
}

const minimal = `version: 1
loadTests:
  - name: checkout
    script: scripts/a.js
    target: https://shop.example.com
    thresholds: { p95ResponseTimeMs: 800 }
`;

describe('loadCatalogue', () => {
  it('fills in the defaults', async () => {
    const { tests } = await load(minimal);
    expect([...tests.values()]).toEqual([
      {
        name: 'checkout',
        description: null,
        script: join(folder, 'scripts/a.js'),
        scriptHash: createHash('sha256').update('export default function () {}\n').digest('hex'),
        target: 'https://shop.example.com',
        environment: 'production',
        env: {},
        ignoredEnv: [],
        secrets: {},
        labels: {},
        limits: {
          errorRate: 0,
          p95ResponseTimeMs: 800,
          avgResponseTimeMs: null,
          minimumRequests: 50,
          unmeasuredRequests: 0,
          metrics: null,
          endpoints: [],
          regression: { mode: 'warn', relative: 0.1, absoluteMs: 10, minimumRequests: 50 },
          checksMustPass: true,
        },
        deadlineSeconds: 3600,
        warmUp: null,
        schedule: null,
        triggers: ['manual'],
        deployments: { projectId: null, target: 'production', branches: [], tags: [], commitMessage: [], labels: [] },
        maintenanceWindows: [],
        remediation: { vercel: null },
      },
    ]);
  });

  it('takes everything that can be written', async () => {
    const { tests } = await load(`version: 1
loadTests:
  - name: checkout
    description: Customers pay.
    script: ./scripts/a.js
    target: https://Shop.example.com:443/base/
    environment: staging
    env: { CATEGORY: books, USERS: 5, VERSION: 1.10, FLAG: true, CODE: "0644" }
    thresholds: { errorRate: 0.01, p95ResponseTimeMs: 800.5, avgResponseTimeMs: 400, minimumRequests: 1, unmeasuredRequests: 0.5, checksMustPass: false, regression: { mode: fail, relative: 0.25, absoluteMs: 50 }, metrics: { responseTime: rpc, requests: iterations, failures: checks } }
    deadlineSeconds: 900
    remediation: { vercel: { projectId: prj_x, teamId: team_x, triggers: [schedule, manual] } }
`);
    expect(tests.get('checkout')).toMatchObject({
      description: 'Customers pay.',
      target: 'https://shop.example.com/base',
      environment: 'staging',
      env: { CATEGORY: 'books', USERS: '5', VERSION: '1.10', FLAG: 'true', CODE: '0644' },
      limits: {
        errorRate: 0.01,
        p95ResponseTimeMs: 800.5,
        avgResponseTimeMs: 400,
        minimumRequests: 1,
        unmeasuredRequests: 0.5,
        checksMustPass: false,
        regression: { mode: 'fail', relative: 0.25, absoluteMs: 50, minimumRequests: 50 },
        metrics: { responseTime: 'rpc', requests: 'iterations', failures: 'checks' },
      },
      deadlineSeconds: 900,
      remediation: { vercel: { projectId: 'prj_x', teamId: 'team_x', triggers: ['schedule', 'manual'] } },
    });
  });

  it('reads schedules, triggers and maintenance windows, those of the file before those of the entry', async () => {
    const { tests } = await load(`${minimal}    schedule: { cron: "45 2 * * *", timeZone: Europe/Berlin }
    maintenanceWindows: [{ cron: "0 4 * * *", durationMinutes: 30, reason: backup }]
  - name: search
    script: scripts/a.js
    target: https://shop.example.com
    thresholds: { p95ResponseTimeMs: 800 }
    schedule: { cron: "*/5 * * * *", overlap: skip, missed: runOnce }
    triggers: [schedule, deployment]
maintenanceWindows: [{ cron: "0 2 * * SUN", timeZone: Europe/Berlin, durationMinutes: 120, reason: database upgrade }]
`);
    const upgrade = {
      cron: '0 2 * * SUN',
      timeZone: 'Europe/Berlin',
      durationMinutes: 120,
      reason: 'database upgrade',
    };
    expect(tests.get('checkout')).toMatchObject({
      schedule: { cron: '45 2 * * *', timeZone: 'Europe/Berlin', overlap: 'queue', missed: 'record' },
      triggers: ['schedule', 'manual'],
      maintenanceWindows: [upgrade, { cron: '0 4 * * *', timeZone: 'UTC', durationMinutes: 30, reason: 'backup' }],
    });
    expect(tests.get('search')).toMatchObject({
      schedule: { cron: '*/5 * * * *', timeZone: 'UTC', overlap: 'skip', missed: 'runOnce' },
      triggers: ['schedule', 'deployment'],
      maintenanceWindows: [upgrade],
    });
  });

  it.each([
    ['schedule: { cron: "0 45 2 * * *" }', 'schedule.cron: 6 fields: seconds and years are not known'],
    ['schedule: { timeZone: UTC }', 'schedule.cron: missing: expected five fields'],
    ['schedule: { cron: 5 }', 'schedule.cron: expected five fields, minute hour day month weekday'],
    ['schedule: { cron: "0 25 * * *" }', 'schedule.cron: "0 25 * * *" is not a cron (Invalid value for hour: 25)'],
    [
      'schedule: { cron: "0 2 * * *", timeZone: Berlin }',
      'schedule.timeZone: "Berlin" is not known; expected the IANA',
    ],
    ['schedule: { cron: "0 2 * * *", overlap: kill }', 'schedule.overlap: expected queue or skip'],
    ['schedule: { cron: "0 2 * * *", mised: record }', 'schedule.mised: unknown key; did you mean "missed"?'],
    ['triggers: [schedule]', 'triggers: schedule needs a schedule: with a cron'],
    ['triggers: [external]', 'triggers[0]: expected one of schedule, deployment, manual (external runs always may)'],
    [
      '{ schedule: { cron: "0 2 * * *" }, triggers: [manual] }',
      'triggers: there is a schedule that never starts a run',
    ],
    [
      'maintenanceWindows: [{ cron: "0 2 * * *", durationMinutes: 0, reason: x }]',
      'maintenanceWindows[0].durationMinutes: expected a whole number of minutes from 1 to 10080',
    ],
    ['maintenanceWindows: [{ cron: "0 2 * * *", durationMinutes: 5 }]', 'maintenanceWindows[0].reason: missing'],
  ])('says what is wrong with %s', async (written, problem) => {
    const lines = written.startsWith('{') ? written.slice(1, -1).split(/, (?=triggers)/) : [written];
    const found = await problems(minimal + lines.map((line) => `    ${line.trim()}\n`).join(''));
    expect(found).toEqual([expect.stringContaining(`loadTests[0].${problem}`)]);
  });

  it('redeploys for every trigger but external when none is listed', async () => {
    const { tests } = await load(`${minimal}    remediation: { vercel: { projectId: prj_x } }\n`);
    expect(tests.get('checkout')?.remediation.vercel).toEqual({
      projectId: 'prj_x',
      teamId: null,
      triggers: ['schedule', 'deployment', 'manual'],
    });
  });

  it.each(['version: 1\nloadTests: []\n', 'version: 1\nloadTests:\n', 'version: 1\n'])(
    'is empty in a fresh installation: %j',
    async (yaml) => expect((await load(yaml)).tests.size).toBe(0)
  );

  it('keeps the order of the file and lets tests share an anchor', async () => {
    const second = minimal
      .split('\n')
      .slice(2)
      .join('\n')
      .replace('checkout', 'browse')
      .replace('{ p95ResponseTimeMs: 800 }', '*strict');
    const { tests } = await load(minimal.replace('thresholds: {', 'thresholds: &strict {') + second);
    expect([...tests.keys()]).toEqual(['checkout', 'browse']);
    expect(tests.get('browse')?.limits.p95ResponseTimeMs).toBe(800);
  });

  it('is the one in this repository', async () => {
    const own = await loadCatalogue(join(__dirname, '../../../k6/loadtests.yaml'), {});
    expect([...own.tests.keys()]).toEqual(['smoke', 'checkout', 'browse']);
    expect(own.tests.get('checkout')).toMatchObject({
      target: 'http://127.0.0.1:3333',
      env: { ITEMS: '20' },
      labels: { team: 'shop' },
    });
    // Whoever tries it must not touch what is said about production.
    expect(new Set([...own.tests.values()].map(({ environment }) => environment))).toEqual(new Set(['demo']));
    const other = await loadCatalogue(own.file, { DEMO_TARGET: 'http://127.0.0.1:4000' });
    expect(other.tests.get('smoke')?.target).toBe('http://127.0.0.1:4000');
  });
});

describe('variables', () => {
  const yaml = minimal
    .replace('https://shop.example.com', '${SHOP}')
    .concat('    environment: ${STAGE:-production}\n    remediation: { vercel: { projectId: "${PROJECT}" } }\n');

  it('are put in, with their defaults', async () => {
    const { tests } = await load(yaml, { SHOP: 'http://shop.test/', PROJECT: 'prj_1' });
    expect(tests.get('checkout')).toMatchObject({
      target: 'http://shop.test',
      environment: 'production',
      remediation: { vercel: { projectId: 'prj_1' } },
    });
  });

  it('are named where they are missing, without further complaints about the same place', async () => {
    expect(await problems(yaml, { SHOP: '' })).toEqual([
      '5:13 loadTests[0].target: the environment variable SHOP is not set; set it, or write ${SHOP:-default}',
      '8:41 loadTests[0].remediation.vercel.projectId: the environment variable PROJECT is not set; set it, or write ${PROJECT:-default}',
    ]);
  });

  it('are not put into names or scripts', async () => {
    expect(await problems(minimal.replace('name: checkout', 'name: ${NAME}'), { NAME: 'x' })).toEqual([
      '3:11 loadTests[0].name: letters, digits, ".", "_" and "-", at most 100 characters',
    ]);
  });
});

describe('problems', () => {
  it('are listed all at once, each with its place and what would be right', async () => {
    expect(
      await problems(`version: 2
loadTests:
  - name: check out
    scirpt: scripts/a.js
    target: ftp://shop.example.com
    env: { TARGET: x, "A-B": y, EMPTY: , LOADTESTS_KEY: z }
    thresholds: { errorRate: 5, p95: 800, minimumRequests: 0, checksMustPass: yes }
    deadlineSeconds: 1.5
    remediation: { vercel: { triggers: [external] } }
  - name: second
    script: scripts/missing.js
    target: http://user:secret@shop.example.com
`)
    ).toEqual([
      '1:10 version: expected 1, the version of this form',
      '3:5 loadTests[0].script: missing: expected the path of a k6 script inside the folder of this file, such as scripts/checkout.js',
      '3:11 loadTests[0].name: letters, digits, ".", "_" and "-", at most 100 characters',
      '4:5 loadTests[0].scirpt: unknown key; did you mean "script"?',
      '5:13 loadTests[0].target: expected an http or https URL without credentials, query or fragment, such as https://shop.example.com',
      '6:12 loadTests[0].env.TARGET: TARGET is what `target` says; write it there',
      '6:23 loadTests[0].env.A-B: expected a variable name of letters, digits and "_"',
      '6:40 loadTests[0].env.EMPTY: expected a text',
      '6:42 loadTests[0].env.LOADTESTS_KEY: names that begin with LOADTEST belong to the monitor',
      '7:17 loadTests[0].thresholds.p95ResponseTimeMs: missing: expected a number of milliseconds greater than 0, such as 800',
      '7:30 loadTests[0].thresholds.errorRate: expected a fraction from 0 to 1, such as 0.01 for 1 %',
      '7:33 loadTests[0].thresholds.p95: unknown key; did you mean "p95ResponseTimeMs"?',
      '7:60 loadTests[0].thresholds.minimumRequests: expected a whole number of requests, at least 1',
      '7:79 loadTests[0].thresholds.checksMustPass: expected true or false',
      '8:22 loadTests[0].deadlineSeconds: expected a whole number of seconds from 10 to 604800 (a week)',
      '9:41 loadTests[0].remediation.vercel.triggers[0]: expected one of schedule, deployment, manual (external runs never lead to a redeploy)',
      '10:5 loadTests[1].thresholds: missing: expected thresholds with at least p95ResponseTimeMs',
      '11:13 loadTests[1].script: there is no "scripts/missing.js" in the catalogue\'s folder',
      '12:13 loadTests[1].target: expected an http or https URL without credentials, query or fragment, such as https://shop.example.com',
    ]);
  });

  it('name the line of the first of two equal names', async () => {
    expect(await problems(minimal + minimal.split('\n').slice(2).join('\n'))).toEqual([
      '7:11 loadTests[1].name: "checkout" is already the name of the load test in line 3; names are unique',
    ]);
  });

  it('show where the YAML breaks', async () => {
    expect(await problems('version: 1\nloadTests:\n  - name: "open\n')).toEqual([
      expect.stringMatching(/^4:1 not valid YAML: Missing closing "quote/),
    ]);
    expect(await problems('version: 1\nversion: 1\n')).toEqual([
      expect.stringMatching(/^2:1 not valid YAML: Map keys must be unique/),
    ]);
  });

  it.each(['', '[]', 'text', '7'])('refuse %j as a whole', async (yaml) => {
    expect(await problems(yaml)).toEqual(['1:1 expected version: 1 and loadTests: with a list']);
  });

  it('refuse an alias inside of what it stands for', async () => {
    const [first] = await problems('version: 1\nloadTests: &all\n  - *all\n');
    expect(first).toMatch(/nested too deeply/);
  });

  it.each(['../outside.js', 'scripts/../../outside.js', 'link.js', '/etc/hostname'])(
    'refuse the script %s, which is not inside the folder',
    async (script) => {
      symlinkSync(join(folder, '../outside.js'), join(folder, 'link.js'));
      expect(await problems(minimal.replace('scripts/a.js', script))).toEqual([
        expect.stringContaining("leads out of the catalogue's folder"),
      ]);
    }
  );

  it('allow a link that stays inside, as mounted configuration has them, and refuse a folder', async () => {
    symlinkSync(join(folder, 'scripts'), join(folder, 'current'));
    expect((await load(minimal.replace('scripts/a.js', 'current/a.js'))).tests.size).toBe(1);
    expect(await problems(minimal.replace('scripts/a.js', 'scripts'))).toEqual([
      '4:13 loadTests[0].script: "scripts" is not a file',
    ]);
  });

  it('say that there is no catalogue', async () => {
    await expect(loadCatalogue(join(folder, 'none.yaml'), {})).rejects.toThrow(
      `${join(folder, 'none.yaml')}:1:1 not found; set LOADTESTS_FILE to the catalogue`
    );
  });
});

describe('the Vercel project of an entry', () => {
  const remediable = (vercel: string) => `${minimal}    remediation: { vercel: ${vercel} }\n`;
  const projectOf = async (vercel: string, defaults: { projectId: string | null; teamId: string | null }) => {
    writeFileSync(file, remediable(vercel));
    return (await loadCatalogue(file, {}, defaults)).tests.get('checkout')?.remediation.vercel;
  };

  it("is the configuration's where the entry names none", async () => {
    expect(await projectOf('{}', { projectId: 'prj_default', teamId: 'team_default' })).toEqual({
      projectId: 'prj_default',
      teamId: 'team_default',
      triggers: ['schedule', 'deployment', 'manual'],
    });
  });

  it('is its own where it names one', async () => {
    expect(
      await projectOf('{ projectId: prj_own, teamId: team_own }', { projectId: 'prj_default', teamId: 'team_default' })
    ).toMatchObject({ projectId: 'prj_own', teamId: 'team_own' });
  });

  it('is asked for where nobody names one', async () => {
    expect(await problems(remediable('{}'))).toEqual([
      '7:28 loadTests[0].remediation.vercel: expected a projectId, here or in VERCEL_PROJECT_ID',
    ]);
  });
});
