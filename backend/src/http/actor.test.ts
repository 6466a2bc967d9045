import { actorOf } from './actor';
import { testKeyRecord } from '../testing/http-app';

const plugin = testKeyRecord('operate', { name: 'plugin', grafana: true });
const context = (user: object) => ({ 'x-grafana-context': JSON.stringify(user) });

describe('actorOf', () => {
  it('believes the user that Grafana forwards with a key marked grafana', () => {
    expect(actorOf(plugin, context({ UserID: 7, OrgID: 1, OrgRole: 'Editor', Login: 'alice' }))).toEqual({
      keyId: 'operate',
      keyName: 'plugin',
      grafanaUser: { id: '7', login: 'alice', role: 'Editor' },
      label: 'alice (Grafana, key plugin)',
    });
  });

  it('names the user by id where Grafana sends no login, and by X-Grafana-User where it sends that', () => {
    const bare = context({ UserID: 7, OrgID: 1, OrgRole: 'Viewer' });
    expect(actorOf(plugin, bare).label).toBe('user 7 (Grafana, key plugin)');
    expect(actorOf(plugin, { ...bare, 'x-grafana-user': 'bob' }).label).toBe('bob (Grafana, key plugin)');
  });

  it('ignores the same headers with any other key', () => {
    const ci = testKeyRecord('operate', { name: 'ci' });
    expect(actorOf(ci, { ...context({ UserID: 1, Login: 'admin' }), 'x-grafana-user': 'admin' })).toMatchObject({
      grafanaUser: null,
      label: 'key ci',
    });
  });

  it.each([
    ['no JSON', { 'x-grafana-context': '{"Login":' }],
    ['no object', { 'x-grafana-context': '"admin"' }],
    ['an anonymous user', context({ UserID: 0, OrgRole: 'Viewer', Login: '' })],
    ['something else under Login', context({ Login: { $ne: null } })],
    ['nothing', {}],
  ])('falls back to the key on %s', (_title, headers) => {
    expect(actorOf(plugin, headers).label).toBe('key plugin');
  });

  it('cuts long names and drops characters that could forge a line of the audit trail', () => {
    const { label } = actorOf(plugin, context({ Login: `eve\n\u202e${'x'.repeat(500)}` }));
    expect(label).toBe(`eve${'x'.repeat(97)} (Grafana, key plugin)`);
  });
});
