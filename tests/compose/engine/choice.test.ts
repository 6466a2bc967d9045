import { chooseEngine, type Machine } from './choice';

const bare: Machine = {
  docker: null,
  composeVersion: null,
  dockerHost: undefined,
  platform: 'linux',
  isRoot: true,
};
const running = { answers: true, said: 'engine 27.5.1' };
const silent = { answers: false, said: 'Cannot connect to the Docker daemon' };

describe('chooseEngine', () => {
  it.each(['2.40.3', 'v2.5.0', '5.0.1'])('takes the Docker that answers with Compose %s', (composeVersion) => {
    expect(chooseEngine({ ...bare, docker: running, composeVersion })).toEqual({ use: 'existing' });
    expect(chooseEngine({ ...bare, docker: running, composeVersion, isRoot: false })).toEqual({ use: 'existing' });
  });

  it('starts one of its own for root where none answers', () => {
    expect(chooseEngine(bare)).toEqual({ use: 'own' });
    expect(chooseEngine({ ...bare, docker: silent, composeVersion: '2.40.3' })).toEqual({ use: 'own' });
  });

  it.each([
    ['is missing', null, '"docker compose" does not'],
    ['is too old', '1.29.2', '"docker compose" is 1.29.2'],
  ])('starts none beside a Docker whose Compose %s', (_what, composeVersion, said) => {
    const choice = chooseEngine({ ...bare, docker: running, composeVersion });
    expect(choice).toEqual({ missing: expect.stringContaining(said) });
    expect(choice).toEqual({ missing: expect.stringContaining('install its plugin Compose v2') });
  });

  it('starts none in place of one that DOCKER_HOST names', () => {
    const choice = chooseEngine({ ...bare, docker: silent, dockerHost: 'ssh://build' });
    expect(choice).toEqual({
      missing: 'DOCKER_HOST is ssh://build, but no Docker answers there; start it, or unset DOCKER_HOST',
    });
  });

  it.each([
    ['who is not root, without Docker', { isRoot: false }, 'there is no command docker; start Docker'],
    ['who is not root, with a silent one', { isRoot: false, docker: silent }, 'no Docker answers (Cannot connect'],
    ['on another system', { platform: 'darwin' }, 'there is no command docker; start Docker'],
  ] satisfies ReadonlyArray<readonly [string, Partial<Machine>, string]>)(
    'says what would be right to somebody %s',
    (_who, machine, said) => {
      const choice = chooseEngine({ ...bare, ...machine });
      expect(choice).toEqual({ missing: expect.stringContaining(said) });
      expect(choice).toEqual({ missing: expect.stringContaining('run this as root on Debian or Ubuntu') });
    }
  );
});
