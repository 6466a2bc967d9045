import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPluginJson, type PluginJson } from './plugin-json';
import { startServer, type RunningServer } from './server';
import { sessionCookie, type Role } from './session';
import type { PluginSettings } from './settings';

/** The server that stands for Grafana must refuse what Grafana refuses, else the browser tests prove nothing. */
describe("the app proxy, by the plugin's own routes", () => {
  let plugin: PluginJson;
  let grafana: RunningServer;
  let sidecar: Server;
  let asked: Array<{ readonly method?: string; readonly url?: string; readonly headers: IncomingHttpHeaders }>;
  let respond: (response: ServerResponse) => void;
  const settings: { current: PluginSettings } = { current: { jsonData: {}, secureJsonData: {} } };

  beforeEach(async () => {
    asked = [];
    respond = (response) => void response.writeHead(200).end('{}');
    sidecar = createServer((request, response) => {
      asked.push(request);
      respond(response);
    }).listen(0, '127.0.0.1');
    await once(sidecar, 'listening');
    const apiUrl = `http://127.0.0.1:${(sidecar.address() as AddressInfo).port}`;
    settings.current = {
      jsonData: { apiUrl },
      secureJsonData: { readKey: 'the-read-key', operateKey: 'the-operate-key' },
    };
    plugin = await readPluginJson();
    grafana = await startServer({
      plugin,
      subPath: '/grafana',
      grafanaVersion: '13.1.1',
      settings,
      publicFile: () => Promise.resolve(null),
    });
  });
  afterEach(async () => {
    await grafana.close();
    sidecar.close();
    sidecar.closeAllConnections();
  });

  function ask(role: Role, path: string, init: RequestInit = {}): Promise<Response> {
    const { name, value } = sessionCookie({ role });
    return fetch(`${grafana.origin}/grafana/api/plugin-proxy/${plugin.id}/${path}`, {
      ...init,
      headers: { cookie: `${name}=${value}` },
    });
  }

  it('sends path and query on with the read key and who asks, but without cookies', async () => {
    expect((await ask('Viewer', 'api/v1/runs?limit=5&test=a%2Fb')).status).toBe(200);
    expect(asked).toMatchObject([
      {
        method: 'GET',
        url: '/api/v1/runs?limit=5&test=a%2Fb',
        headers: {
          authorization: 'Bearer the-read-key',
          'x-grafana-context': '{"UserID":1,"OrgID":1,"OrgRole":"Viewer"}',
        },
      },
    ]);
    expect(asked[0]?.headers).toHaveProperty('x-grafana-id');
    expect(asked[0]?.headers).not.toHaveProperty('cookie');
  });

  it('lets editors act, with the operate key, and not viewers', async () => {
    const viewer = await ask('Viewer', 'api/v1/load-tests/a/run', { method: 'POST' });
    expect([viewer.status, await viewer.json()]).toEqual([403, { message: 'plugin proxy route access denied' }]);
    expect(asked).toEqual([]);

    expect((await ask('Editor', 'api/v1/load-tests/a/run', { method: 'POST', body: '{}' })).status).toBe(200);
    expect(asked).toMatchObject([{ method: 'POST', headers: { authorization: 'Bearer the-operate-key' } }]);
  });

  it.each([
    ['GET', 'api'],
    ['GET', 'api/'],
    ['GET', 'healthz'],
    ['DELETE', 'api/v1/runs'],
  ])('knows no route for %s %s', async (method, path) => {
    const response = await ask('Admin', path, { method });
    expect([response.status, await response.json()]).toEqual([404, { message: 'plugin route match not found' }]);
  });

  it('passes events on as they come', async () => {
    let sidecarResponse: ServerResponse | undefined;
    respond = (response) => {
      sidecarResponse = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    };
    const events = (await ask('Viewer', 'api/v1/events')).body?.pipeThrough(new TextDecoderStream()).getReader();
    expect(await events?.read()).toMatchObject({ value: 'data: 1\n\n' });
    sidecarResponse?.write('data: 2\n\n');
    expect(await events?.read()).toMatchObject({ value: 'data: 2\n\n' });
    await events?.cancel();
  });

  it.each([
    ['nobody answers', { apiUrl: 'http://127.0.0.1:9' }],
    ['nothing is configured', {}],
  ])('answers 502 without a body when %s', async (_, jsonData) => {
    settings.current = { ...settings.current, jsonData };
    const response = await ask('Viewer', 'api/v1/runs');
    expect([response.status, await response.text()]).toEqual([502, '']);
  });

  it('has nothing outside its sub-path', async () => {
    expect((await fetch(`${grafana.origin}/api/plugin-proxy/${plugin.id}/api/v1/runs`)).status).toBe(404);
  });
});
