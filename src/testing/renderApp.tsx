import React from 'react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import { render } from '@testing-library/react';
import { type AppRootProps, OrgRole } from '@grafana/data';
import { config, setEchoSrv } from '@grafana/runtime';
import App from '../components/App';
import { paths } from '../constants';
import { loadTranslations } from '../translations';
import type { AppSettings } from '../api/settings';

interface Options {
  /** Default: Viewer. */
  readonly role?: 'Viewer' | 'Editor' | 'Admin';
  readonly settings?: AppSettings;
}

/** The whole app at an address, as Grafana shows it to a person of a role. */
export async function renderApp(path: string, options: Options = {}) {
  await loadTranslations();
  signIn(options.role ?? 'Viewer');
  const meta = { jsonData: options.settings ?? { apiUrl: 'http://sidecar:3001' } } as AppRootProps<AppSettings>['meta'];
  const props = { meta, path: paths.root, basename: paths.root, query: {}, onNavChanged: () => undefined };
  let location = path;
  const Watched = () => {
    const { pathname, search } = useLocation();
    location = `${pathname}${search}`;
    return null;
  };
  const rendered = render(
    <MemoryRouter initialEntries={[path]}>
      <Watched />
      <Routes>
        <Route path={`${paths.root}/*`} element={<App {...props} />} />
      </Routes>
    </MemoryRouter>
  );
  return { ...rendered, location: () => location };
}

/** Who sits at the screen, from now on. */
export function signIn(role: 'Viewer' | 'Editor' | 'Admin'): void {
  config.bootData.user.orgRole = OrgRole[role];
  config.bootData.user.isGrafanaAdmin = false;
  setEchoSrv({ addEvent: () => undefined, addBackend: () => undefined, flush: () => undefined });
}
