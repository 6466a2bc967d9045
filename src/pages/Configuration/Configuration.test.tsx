import React from 'react';
import { NEVER, of, throwError } from 'rxjs';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { type PluginConfigPageProps, type PluginMeta } from '@grafana/data';
import { type BackendSrvRequest, getBackendSrv, setBackendSrv } from '@grafana/runtime';
import type { AnswerOf } from '../../api/request';
import type { AppSettings } from '../../api/settings';
import { fakeSidecar, type FakeSidecar } from '../../testing/fakeSidecar';
import { signIn } from '../../testing/renderApp';
import { loadTranslations } from '../../translations';
import Configuration from './Configuration';

type Plugin = PluginConfigPageProps<PluginMeta<AppSettings>>['plugin'];
type Meta = Partial<Pick<PluginMeta<AppSettings>, 'jsonData' | 'secureJsonFields'>> & { readonly version?: string };

let sidecar: FakeSidecar;
const save = jest.fn();
const reloadPage = jest.fn();

beforeAll(loadTranslations);
beforeEach(() => {
  signIn('Admin');
  sidecar = fakeSidecar();
  const toSidecar = getBackendSrv();
  const fetch = (request: BackendSrvRequest) =>
    request.url.endsWith('/settings') ? save(request) : toSidecar.fetch(request);
  setBackendSrv({ fetch } as typeof toSidecar);
  save.mockReset().mockReturnValue(of({ data: {} }));
  reloadPage.mockReset();
});

const stored: Meta = {
  jsonData: { apiUrl: 'http://sidecar:8090' },
  secureJsonFields: { readKey: true, operateKey: true },
};

function show({ version = '1.2.3', ...meta }: Meta = stored) {
  const plugin = { meta: { id: 'blueclerk-loadtest-app', enabled: true, pinned: true, info: { version }, ...meta } };
  return render(<Configuration plugin={plugin as unknown as Plugin} query={{}} reloadPage={reloadPage} />);
}

const off = (detail: string) => ({ on: false, detail });

function aStatus(overrides: Partial<AnswerOf<'getStatus'>> = {}): AnswerOf<'getStatus'> {
  return {
    version: '1.2.9',
    apiVersion: 'v1',
    records: 'embedded',
    metricStore: { kind: 'influxdb', reachable: true, reason: null, warning: null },
    integrations: {
      model: off('Diagnoses are made by rules alone. Set ANTHROPIC_API_KEY to let a model write them.'),
      slack: { on: true, detail: 'A bot writes to #load-tests.' },
      vercel: off('Nothing is redeployed. Set VERCEL_TOKEN.'),
      annotations: off('No annotation is written. Set GRAFANA_URL and GRAFANA_TOKEN.'),
    },
    remediationMode: 'off',
    runAlerts: 'sidecar',
    runAlertsReason: null,
    runner: { running: 0, queued: 0 },
    ...overrides,
  };
}

/** The label of an input goes on with its description. */
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(new RegExp(`^${label}`)), { target: { value } });
const button = (name: RegExp | string) => screen.getByRole('button', { name });
const saved = () => save.mock.calls[0][0].data;
const entry = (list: RegExp, name: string) =>
  within(
    within(screen.getByRole('list', { name: list }))
      .getByText(name)
      .closest('li')!
  );

describe('the settings', () => {
  it('are saved with the address in the clear and the keys as secrets, then the page reloads', async () => {
    show({});
    type('Sidecar URL', 'http://sidecar:8090/');
    type('Read key', 'r-secret');
    type('Operate key', 'o-secret');
    type('Uid of a k6 dashboard', 'k6-samples');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(reloadPage).toHaveBeenCalled());
    expect(saved()).toEqual({
      enabled: true,
      pinned: true,
      jsonData: { apiUrl: 'http://sidecar:8090', k6DashboardUid: 'k6-samples' },
      secureJsonData: { readKey: 'r-secret', operateKey: 'o-secret' },
    });
  });

  it('keep what is stored when something else changes', async () => {
    const jsonData: AppSettings & { readonly later: string } = {
      apiUrl: 'http://old:8090',
      k6DashboardUid: 'k6',
      later: 'of a newer app',
    };
    show({ ...stored, jsonData });
    type('Sidecar URL', 'http://new:8090');
    fireEvent.click(button('Replace: Read key'));
    fireEvent.click(button('Save'));
    expect(button('Save')).toBeDisabled();
    fireEvent.click(button('Keep the stored one: Read key'));
    fireEvent.click(button('Save'));
    await waitFor(() => expect(reloadPage).toHaveBeenCalled());
    expect(saved()).toMatchObject({
      jsonData: { apiUrl: 'http://new:8090', k6DashboardUid: 'k6', later: 'of a newer app' },
      secureJsonData: {},
    });
  });

  it('send only the key that was replaced, and forget a dashboard that was taken away', async () => {
    show({ ...stored, jsonData: { apiUrl: 'http://sidecar:8090', k6DashboardUid: 'k6' } });
    type('Uid of a k6 dashboard', '');
    fireEvent.click(button('Replace: Operate key'));
    type('Operate key', 'o-new');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(reloadPage).toHaveBeenCalled());
    expect(saved()).toMatchObject({ secureJsonData: { operateKey: 'o-new' } });
    expect(saved().jsonData).toEqual({ apiUrl: 'http://sidecar:8090' });
  });

  it('need an address and a read key', () => {
    show({});
    expect(button('Save')).toBeDisabled();
    type('Sidecar URL', 'http://sidecar:8090');
    expect(button('Save')).toBeDisabled();
    type('Read key', 'r-secret');
    expect(button('Save')).toBeEnabled();
  });

  it.each([
    ['Sidecar URL', 'sidecar:8090', /not a url/i],
    ['Sidecar URL', 'http://sidecar:8090/api/v1', /before \/api/i],
    ['Sidecar URL', 'http://ada:secret@sidecar:8090', /without user and password/i],
    ['Uid of a k6 dashboard', 'https://grafana/d/k6/samples', /what follows \/d\//i],
  ])('do not accept in %p: %p', (label, value, problem) => {
    show();
    type(label, value);
    expect(screen.getByText(problem)).toBeInTheDocument();
    expect(button('Save')).toBeDisabled();
  });

  it.each([
    [{ status: 403, data: {} }, /only an administrator may/],
    [{ status: 500, data: { message: 'database is locked' } }, /database is locked/],
    [{ status: 500, data: null }, /status 500/],
    [new TypeError('Failed to fetch'), /Grafana could not be asked/],
  ])('tell why they were not saved (%j), and can be saved again', async (error, reason) => {
    save.mockReturnValue(throwError(() => (error instanceof Error ? error : { ...error, config: { url: '' } })));
    show();
    fireEvent.click(button('Save'));
    expect(await screen.findByRole('alert', { name: 'Not saved' })).toHaveTextContent(reason);
    expect(reloadPage).not.toHaveBeenCalled();
    expect(button('Save')).toBeEnabled();
  });

  it('are not saved twice at a time', async () => {
    save.mockReturnValue(NEVER);
    show();
    fireEvent.click(button('Save'));
    expect(await screen.findByRole('button', { name: 'Saving' })).toBeDisabled();
  });

  it.each(['Viewer', 'Editor'] as const)(
    'are not for a person with the role %s, who is told whose they are',
    (role) => {
      signIn(role);
      show();
      expect(screen.getByText('Only administrators configure this app')).toBeInTheDocument();
      expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
      expect(screen.queryByRole('button')).not.toBeInTheDocument();
      expect(screen.getByRole('link')).toHaveAttribute('href', '/a/blueclerk-loadtest-app/results');
      expect(sidecar.asked('getStatus')).toEqual([]);
    }
  );
});

describe('Test connection', () => {
  const results = /result of the test/i;

  beforeEach(() => {
    sidecar.answers('getStatus', aStatus());
    sidecar.answers('listRuns', { runs: [], nextCursor: null });
    sidecar.refuses('acknowledgeIncident', 404, 'There is no incident "connection-test".');
  });

  async function test(meta?: Meta) {
    show(meta);
    fireEvent.click(button('Test connection'));
    await screen.findByRole('list', { name: results });
    return within(screen.getByRole('list', { name: results }))
      .getAllByRole('listitem')
      .map((item) => [...item.children].map(({ textContent }) => textContent));
  }

  it('says that everything works, without doing anything', async () => {
    expect(await test()).toEqual([
      ['Sidecar URL', 'good', 'Grafana reaches the sidecar at http://sidecar:8090.'],
      ['Read key', 'good', 'The sidecar accepts it for reading.'],
      ['Version', 'good', 'Sidecar 1.2.9 and app 1.2.3 fit.'],
      ['Database of the sidecar', 'good', 'The embedded database answers.'],
      ['Metric store', 'good', 'The metric store answers (influxdb).'],
      ['Operate key', 'good', 'The sidecar accepts it for actions.'],
    ]);
    expect(screen.getByText('Everything works.').closest('[aria-live]')).toHaveAttribute('aria-live', 'polite');
    expect(sidecar.asked('acknowledgeIncident')).toMatchObject([{ path: { id: 'connection-test' }, body: {} }]);
  });

  it('asks nobody while no URL is saved', async () => {
    expect((await test({}))[0]).toEqual(['Sidecar URL', 'failed', 'No URL is saved. Enter it above and save.']);
    expect(sidecar.asked('getStatus')).toEqual([]);
  });

  it('waits until what is typed is saved', () => {
    show();
    type('Sidecar URL', 'http://new:8090');
    expect(button('Test connection')).toBeDisabled();
    expect(button('Test connection')).toHaveAccessibleDescription(/save first/i);
    type('Sidecar URL', 'http://sidecar:8090');
    expect(button('Test connection')).toBeEnabled();
  });

  it.each<[string, () => void, string, RegExp]>([
    ['is down', () => sidecar.refuses('getStatus', 502), 'Sidecar URL', /cannot reach http:\/\/sidecar:8090\./],
    ['has another path', () => sidecar.refuses('getStatus', 404), 'Sidecar URL', /is no sidecar/],
    ['is a web page', () => sidecar.answersAnything('getStatus', '<html></html>'), 'Sidecar URL', /is no sidecar/],
    ['is another API', () => sidecar.answersAnything('getStatus', { ok: true }), 'Sidecar URL', /is no sidecar/],
    [
      'is going',
      () => sidecar.refuses('getStatus', 503, 'The sidecar is shutting down.'),
      'Sidecar URL',
      /shutting down/,
    ],
    [
      'does not know the key',
      () => sidecar.refuses('getStatus', 401, 'not known'),
      'Read key',
      /does not know the saved key/,
    ],
    [
      'gives the key another scope',
      () => sidecar.refuses('getStatus', 403, 'This route needs a key with the scope read; the key holds banner.'),
      'Read key',
      /scope read; the key holds banner/,
    ],
    [
      'has heard too many wrong keys',
      () => sidecar.refuses('getStatus', 429, 'Too many requests'),
      'Read key',
      /too many/i,
    ],
    ['is too old', () => sidecar.refuses('getStatus', 404, 'There is no GET /api/v1/status.'), 'Version', /too old/],
    [
      'has no database',
      () => sidecar.refuses('listRuns', 503, 'The database does not answer now.'),
      'Database of the sidecar',
      /database does not answer/,
    ],
    [
      'has no metric store',
      () =>
        sidecar.answers(
          'getStatus',
          aStatus({
            metricStore: { kind: 'influxdb', reachable: false, reason: 'InfluxDB answered 401.', warning: null },
          })
        ),
      'Metric store',
      /InfluxDB answered 401/,
    ],
    [
      'does not know the operate key',
      () => sidecar.refuses('acknowledgeIncident', 401, 'not known'),
      'Operate key',
      /does not know the saved key/,
    ],
    [
      'gives the operate key another scope',
      () => sidecar.refuses('acknowledgeIncident', 403, 'This route needs a key with the scope operate.'),
      'Operate key',
      /needs a key with the scope operate/,
    ],
  ])('says what has to be mended when the sidecar %s', async (_, happens, what, reason) => {
    happens();
    const failures = (await test()).filter(([, outcome]) => outcome === 'failed');
    expect(failures).toEqual([[what, 'failed', expect.stringMatching(reason)]]);
    expect(screen.getByText('Something has to be mended.')).toBeInTheDocument();
  });

  it('tells a key that is missing from one that is wrong', async () => {
    sidecar.refuses('getStatus', 401, 'The API key is not known, or was revoked.');
    const checks = await test({ jsonData: stored.jsonData! });
    expect(checks).toContainEqual(['Read key', 'failed', expect.stringContaining('No read key is saved')]);
    expect(checks).toContainEqual(['Operate key', 'warning', expect.stringContaining('editors can look')]);
    expect(sidecar.asked('acknowledgeIncident')).toEqual([]);
  });

  it('warns, and no more, when only the operate key is missing', async () => {
    await test({ ...stored, secureJsonFields: { readKey: true } });
    expect(screen.getByText('It works, with something to look at.')).toBeInTheDocument();
  });

  it.each([
    ['1.1.9', 'warning', /older than this app/],
    ['0.9.0', 'warning', /older than this app/],
    ['1.10.0', 'warning', /newer than this app/],
    ['2.0.0', 'warning', /newer than this app/],
    ['1.2.0-rc.1', 'good', /fit/],
    ['', 'warning', /cannot be compared/],
  ])('looks at the version %p of the sidecar', async (version, outcome, said) => {
    sidecar.answers('getStatus', aStatus({ version }));
    expect(await test()).toContainEqual(['Version', outcome, expect.stringMatching(said)]);
  });

  it("says that Grafana's own machine is meant by localhost", async () => {
    sidecar.refuses('getStatus', 502);
    const [reach] = await test({ ...stored, jsonData: { apiUrl: 'http://localhost:8090' } });
    expect(reach?.[2]).toMatch(/container, that Grafana's server runs on/);
  });
});

describe('what the sidecar is set up with', () => {
  const parts = /parts of the sidecar/i;

  it('tells versions and integrations, each with how or why not and its variable', async () => {
    sidecar.answers('getStatus', aStatus({ runAlertsReason: 'Grafana has no rule.' }));
    show();
    expect(await screen.findByText('Sidecar 1.2.9, app 1.2.3.')).toBeInTheDocument();
    expect(entry(parts, 'Slack').getByText('on')).toBeInTheDocument();
    expect(entry(parts, 'Slack').getByText(/A bot writes to #load-tests/)).toBeInTheDocument();
    expect(entry(parts, 'Model').getByText('off')).toBeInTheDocument();
    expect(entry(parts, 'Model').getByText(/Set ANTHROPIC_API_KEY/)).toBeInTheDocument();
    expect(entry(parts, 'Slack').getByText('SLACK_CHANNEL')).toBeInTheDocument();
    expect(entry(parts, 'Redeploys').getByText('REMEDIATION_MODE')).toBeInTheDocument();
    expect(entry(parts, 'Who tells about runs').getByText(/Grafana has no rule/)).toBeInTheDocument();
  });

  it('warns of a metric store that fills up, and of none where an older sidecar does not tell', async () => {
    const store = { kind: 'influxdb', reachable: true, reason: null } as const;
    sidecar.answers(
      'getStatus',
      aStatus({ metricStore: { ...store, warning: 'The run checkout-1 has 60,000 names.' } })
    );
    show();
    expect(await screen.findByText(/The run checkout-1 has 60,000 names/)).toBeInTheDocument();
    sidecar.answers('getStatus', aStatus({ metricStore: { ...store, warning: undefined as unknown as null } }));
    fireEvent.click(button('Refresh'));
    await waitFor(() => expect(screen.queryByText(/checkout-1/)).toBeNull());
    expect(entry(parts, 'Metric store').getByText('answers')).toBeInTheDocument();
  });

  it('is asked for again on demand', async () => {
    sidecar.answers('getStatus', aStatus());
    show();
    await screen.findByText('A bot writes to #load-tests.', { exact: false });
    sidecar.answers(
      'getStatus',
      aStatus({ metricStore: { kind: 'influxdb', reachable: false, reason: 'It hangs.', warning: null } })
    );
    fireEvent.click(button('Refresh'));
    expect(await screen.findByText(/It hangs\./)).toBeInTheDocument();
    expect(entry(parts, 'Metric store').getByText('away')).toBeInTheDocument();
  });

  it('names what a sidecar of another version tells otherwise, and shows the rest', async () => {
    const { slack } = aStatus().integrations;
    sidecar.answersAnything('getStatus', {
      ...aStatus(),
      integrations: { slack },
      remediationMode: 7,
      runAlerts: 'pager',
    });
    show();
    expect(await screen.findByText(/does not know: remediationMode/)).toBeInTheDocument();
    expect(entry(parts, 'Slack').getByText('on')).toBeInTheDocument();
    expect(entry(parts, 'Model').getByText('This sidecar does not tell.')).toBeInTheDocument();
    expect(entry(parts, 'Who tells about runs').getByText('pager')).toBeInTheDocument();
  });

  it('says why it is not known, and leaves the form alone', async () => {
    sidecar.refuses('getStatus', 401, 'not known');
    show();
    expect(await screen.findByRole('alert', { name: /the state of the sidecar/ })).toHaveTextContent(/accept the key/);
    expect(button('Save')).toBeEnabled();
  });
});

describe('the test message to Slack', () => {
  const send = 'Send a test message to Slack';

  it('is sent once, and says where it is', async () => {
    sidecar.answers('getStatus', aStatus());
    sidecar.answers('testSlack', { delivered: true, detail: 'Slack has the message in #load-tests.' });
    show();
    fireEvent.click(await screen.findByRole('button', { name: send }));
    expect(await screen.findByText('Slack has the message in #load-tests.')).toBeInTheDocument();
    expect(sidecar.asked('testSlack')).toHaveLength(1);
  });

  it.each([
    [502, 'Slack refused: channel_not_found. Invite the bot to #load-tests.'],
    [429, 'A test message was sent a moment ago.'],
    [403, 'This route needs a key with the scope operate; the key holds read.'],
  ])("says the sidecar's reason when it was not delivered (%p)", async (status, reason) => {
    sidecar.answers('getStatus', aStatus());
    sidecar.refuses('testSlack', status, reason);
    show();
    fireEvent.click(await screen.findByRole('button', { name: send }));
    expect(await screen.findByRole('alert', { name: /was not delivered/ })).toHaveTextContent(reason);
    expect(button(send)).toBeEnabled();
  });

  it.each<[string, Meta, boolean, RegExp]>([
    ['Slack is off', stored, false, /Slack is off at the sidecar/],
    ['there is no operate key', { ...stored, secureJsonFields: { readKey: true } }, true, /needs an operate key/],
  ])('cannot be sent while %s, and says so', async (_, meta, on, reason) => {
    const { integrations } = aStatus();
    sidecar.answers('getStatus', aStatus({ integrations: { ...integrations, slack: { on, detail: '' } } }));
    show(meta);
    expect(await screen.findByRole('button', { name: send })).toBeDisabled();
    expect(button(send)).toHaveAccessibleDescription(reason);
  });
});
