import { catalogueOfOneEntry } from './testing/one-entry';

const entry = catalogueOfOneEntry();
/** With these fields, in JSON, which is YAML, beside the needed ones. */
const withFields = (fields: string) => `    thresholds: { p95ResponseTimeMs: 800 }
    ${fields}
`;
const env = { TEAM: 'not put in' };
const load = (fields: string) => entry.load(withFields(fields), env);
const problems = (fields: string) => entry.problems(withFields(fields), env);

describe('labels', () => {
  it('are texts as they are written', async () => {
    expect((await load('labels: { team: payments, tier: 1.10, app.kubernetes.io-name: "${TEAM}" }')).labels).toEqual({
      team: 'payments',
      tier: '1.10',
      'app.kubernetes.io-name': '${TEAM}',
    });
    expect((await load('labels:')).labels).toEqual({});
  });

  it('have names, texts and a number of them that can be shown', async () => {
    const text = 'expected a text of at most 100 characters in one line';
    expect(await problems(`labels: { "a b": x, long: ${'x'.repeat(101)}, none: , lines: "a\\nb", empty: "" }`)).toEqual(
      [
        'loadTests[0].labels.a b: expected a label of letters, digits, "_", "-" and ".", at most 100',
        `loadTests[0].labels.long: ${text}`,
        `loadTests[0].labels.none: ${text}`,
        `loadTests[0].labels.lines: ${text}`,
        `loadTests[0].labels.empty: ${text}`,
      ]
    );
    const many = Array.from({ length: 21 }, (_, index) => `l${index}: x`);
    expect(await problems(`labels: { ${many.join(', ')} }`)).toEqual([
      'loadTests[0].labels: expected at most 20 labels',
    ]);
  });
});

describe('secrets', () => {
  it('are references', async () => {
    const { secrets } = await load('secrets: { TOKEN: { env: STAGE_TOKEN }, KEY: { file: /run/secrets/key } }');
    expect(secrets).toEqual({ TOKEN: { env: 'STAGE_TOKEN' }, KEY: { file: '/run/secrets/key' } });
    expect((await load('secrets:')).secrets).toEqual({});
  });

  it('are never values, and come from one place', async () => {
    const either = 'expected either { env: OTHER_NAME } or { file: /absolute/path }';
    expect(
      await problems(
        `secrets: { A: "s3cr3t", B: {}, C: { env: X, file: /x }, D: { file: x }, E: { env: "a b" }, F: { fiel: /x, env: X } }`
      )
    ).toEqual([
      'loadTests[0].secrets.A: expected { env: OTHER_NAME } or { file: /absolute/path }',
      `loadTests[0].secrets.B: ${either}`,
      `loadTests[0].secrets.C: ${either}`,
      'loadTests[0].secrets.D.file: expected the absolute path of a file',
      'loadTests[0].secrets.E.env: expected the name of an environment variable of the sidecar',
      'loadTests[0].secrets.F.fiel: unknown key; did you mean "file"?',
    ]);
  });

  it('have the names of variables, which belong to neither k6, the monitor nor env', async () => {
    expect(await problems('secrets: { TARGET: { env: X }, K6_VUS: { env: X }, A-B: { env: X } }')).toEqual([
      'loadTests[0].secrets.TARGET: TARGET is what `target` says; write it there',
      'loadTests[0].secrets.K6_VUS: names that begin with K6_ are settings of k6 itself',
      'loadTests[0].secrets.A-B: expected a variable name of letters, digits and "_"',
    ]);
    expect(await problems('env: { TOKEN: x }\n    secrets: { TOKEN: { env: X } }')).toEqual([
      'loadTests[0].secrets.TOKEN: TOKEN is in env already; leave it out of one of the two',
    ]);
  });
});

describe('warmUp', () => {
  it('has one virtual user unless it says more', async () => {
    expect((await load('warmUp: { durationSeconds: 20 }')).warmUp).toEqual({ durationSeconds: 20, virtualUsers: 1 });
    expect((await load('warmUp: { durationSeconds: 600, virtualUsers: 1000 }')).warmUp?.virtualUsers).toBe(1000);
    expect((await load('warmUp:')).warmUp).toBeNull();
  });

  it.each([
    ['{}', '.durationSeconds: missing: expected a whole number of seconds from 5 to 600'],
    ['{ durationSeconds: 4 }', '.durationSeconds: expected a whole number of seconds from 5 to 600'],
    [
      '{ durationSeconds: 5, virtualUsers: 0 }',
      '.virtualUsers: expected a whole number of virtual users from 1 to 1000',
    ],
    ['{ durationSeconds: 5, vus: 1 }', '.vus: unknown key; known are durationSeconds, virtualUsers'],
    ['20', ': expected a warm-up with durationSeconds'],
  ])('is refused as %s', async (warmUp, problem) => {
    expect(await problems(`warmUp: ${warmUp}`)).toEqual([`loadTests[0].warmUp${problem}`]);
  });
});
