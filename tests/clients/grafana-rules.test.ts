import { createGrafanaRules, createRunAlertTeller } from '../../backend/src/alerts';
import { createLogger } from '../../backend/src/http';
import { startFakeGrafana, type FakeGrafana } from '../../backend/src/testing/fakes/grafana';

const failedRuns = { title: 'A run has failed', labels: { loadtest_monitoring: 'runs', team: 'shop' } };

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana({ subPath: '/grafana' });
});
afterEach(() => grafana.close());

const asking = (token = grafana.token) =>
  createGrafanaRules({ grafanaUrl: grafana.grafanaUrl, token, timeoutMs: 2000 });

describe("Grafana's rules about runs", () => {
  it('are active when they carry the label and none is paused', async () => {
    grafana.alertRules.push({ title: 'another', isPaused: true }, failedRuns);
    expect(await asking()()).toEqual({ kind: 'active' });
  });

  it.each([
    ['there is none', [], 'Grafana shows no alert rule with the label loadtest_monitoring="runs"'],
    [
      'others have another label',
      [{ title: 'The sidecar is down', labels: { loadtest_monitoring: 'sidecar' } }],
      'Grafana shows no alert rule with the label loadtest_monitoring="runs"',
    ],
    [
      'it only records',
      [{ ...failedRuns, record: { metric: 'failed', from: 'A' } }],
      'Grafana shows no alert rule with the label loadtest_monitoring="runs"',
    ],
    [
      'one of them is paused',
      [failedRuns, { ...failedRuns, title: 'Action required', isPaused: true }],
      'the alert rule "Action required" is paused in Grafana',
    ],
  ])('tell nobody when %s', async (_title, rules, reason) => {
    grafana.alertRules.push(...rules);
    expect(await asking()()).toEqual({ kind: 'inactive', reason });
  });

  it('are not known when Grafana refuses, fails or writes something else', async () => {
    expect(await asking('glsa_wrong')()).toMatchObject({ kind: 'rejected', code: 'unauthorized' });
    grafana.script({ do: 'answer', status: 403, body: { message: 'Permissions needed: alert.provisioning:read' } });
    expect(await asking()()).toEqual({
      kind: 'rejected',
      code: 'forbidden',
      reason:
        'Grafana, asking for the alert rules: Grafana does not allow it with this token (403): "Permissions needed: alert.provisioning:read"',
    });
    grafana.script({ do: 'answer', status: 200, body: '<html>sign in</html>' });
    expect(await asking()()).toMatchObject({ kind: 'retry', code: 'unreadableReply' });
  });
});

it('the sidecar tells while they are not known to be there, and says so once', async () => {
  const lines: string[] = [];
  let now = Date.parse('2026-11-25T10:00:00Z');
  const teller = createRunAlertTeller({
    setting: 'grafana',
    ask: asking(),
    now: () => new Date(now),
    logger: createLogger({ level: 'info', secrets: [], destination: { write: (line) => void lines.push(line) } }),
  });
  const minutesLater = async (minutes: number) => {
    now += minutes * 60_000;
    await teller.ask();
    return teller.current().kind;
  };
  expect(teller.current().kind).toBe('sidecar');
  expect(await minutesLater(0)).toBe('sidecar');
  expect(await minutesLater(1)).toBe('sidecar');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('the sidecar tells about runs by itself');

  grafana.alertRules.push(failedRuns);
  expect(await minutesLater(1)).toBe('grafana');
  grafana.script({ do: 'answer', status: 502, times: 3 });
  expect([await minutesLater(1), await minutesLater(1), await minutesLater(1)]).toEqual([
    'grafana',
    'grafana',
    'sidecar',
  ]);
  expect(await minutesLater(1)).toBe('grafana');
  grafana.alertRules.length = 0;
  expect(await minutesLater(1)).toBe('sidecar');
  expect(lines.map((line) => (JSON.parse(line) as { level: number | string }).level)).toHaveLength(5);
});
