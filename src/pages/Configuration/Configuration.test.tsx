import React from 'react';
import { of, throwError } from 'rxjs';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type PluginConfigPageProps, type PluginMeta } from '@grafana/data';
import type { AppSettings } from '../../api/settings';
import Configuration from './Configuration';

const fetch = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => ({ fetch }),
}));

type Plugin = PluginConfigPageProps<PluginMeta<AppSettings>>['plugin'];
const reloadPage = jest.fn();

function show(meta: Partial<PluginMeta<AppSettings>> = {}) {
  const plugin = { meta: { id: 'blueclerk-loadtest-app', enabled: true, pinned: true, ...meta } } as unknown as Plugin;
  render(<Configuration plugin={plugin} query={{}} reloadPage={reloadPage} />);
}

const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const saveButton = () => screen.getByRole('button', { name: 'Save' });
const saved = () => fetch.mock.calls[0][0].data;

beforeEach(() => {
  fetch.mockReset().mockReturnValue(of({ data: {} }));
  reloadPage.mockReset();
});

it('saves the address in the clear and the keys as secrets, then reloads', async () => {
  show();
  type(/sidecar url/i, 'http://sidecar:3001/');
  type(/read key/i, 'r-secret');
  type(/operate key/i, 'o-secret');
  fireEvent.click(saveButton());
  await waitFor(() => expect(reloadPage).toHaveBeenCalled());
  expect(saved()).toMatchObject({
    jsonData: { apiUrl: 'http://sidecar:3001' },
    secureJsonData: { readKey: 'r-secret', operateKey: 'o-secret' },
  });
});

it('leaves stored keys alone when only the address changes', async () => {
  show({ jsonData: { apiUrl: 'http://old:3001' }, secureJsonFields: { readKey: true, operateKey: true } });
  type(/sidecar url/i, 'http://new:3001');
  fireEvent.click(saveButton());
  await waitFor(() => expect(reloadPage).toHaveBeenCalled());
  expect(saved().secureJsonData).toEqual({});
});

it('needs an address and a read key', () => {
  show();
  expect(saveButton()).toBeDisabled();
  type(/sidecar url/i, 'http://sidecar:3001');
  expect(saveButton()).toBeDisabled();
  type(/read key/i, 'r-secret');
  expect(saveButton()).toBeEnabled();
});

it.each([
  ['sidecar:3001', /not a url/i],
  ['http://sidecar:3001/api/v1', /before \/api/i],
])('does not accept %p as an address', (url, problem) => {
  show({ secureJsonFields: { readKey: true } });
  type(/sidecar url/i, url);
  expect(screen.getByText(problem)).toBeInTheDocument();
  expect(saveButton()).toBeDisabled();
});

it('tells that Grafana did not save, and lets one try again', async () => {
  fetch.mockReturnValue(throwError(() => ({ status: 403, data: {} })));
  show({ jsonData: { apiUrl: 'http://sidecar:3001' }, secureJsonFields: { readKey: true } });
  fireEvent.click(saveButton());
  expect(await screen.findByRole('alert')).toHaveTextContent(/did not save/);
  expect(reloadPage).not.toHaveBeenCalled();
  expect(saveButton()).toBeEnabled();
});
