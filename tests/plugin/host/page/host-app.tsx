import React, { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { createTheme, ThemeContext, type AppRootProps, type GrafanaTheme2 } from '@grafana/data';
import { config, locationService, LocationServiceProvider } from '@grafana/runtime';
import { GlobalStyles, PortalContainer, useStyles2 } from '@grafana/ui';
import { CompatRouter, Route, Router, Routes } from 'grafana-router';
import { Dashboard } from './dashboard';
import { PluginPage } from './plugin-page';
import type { LoadedPlugin } from './services';

const { pluginId } = window.__host;

/** Grafana around a plugin: theme, history, a bar at the top, and the page that the address asks for. */
export function HostApp({ plugin }: { plugin: LoadedPlugin }) {
  const theme = useTheme();
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <Router history={locationService.getHistory()}>
          <CompatRouter>
            <Chrome>
              <CurrentPage plugin={plugin} />
            </Chrome>
            <PortalContainer />
          </CompatRouter>
        </Router>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

/** The user's theme, until a test sets another one: Grafana changes it without a reload as well. */
function useTheme(): GrafanaTheme2 {
  const [mode, setMode] = useState(window.__host.theme);
  useEffect(() => {
    Object.assign(window, { __setTheme: setMode });
  }, []);
  useLayoutEffect(() => {
    document.body.classList.remove('theme-light', 'theme-dark');
    document.body.classList.add(`theme-${mode}`);
  }, [mode]);
  return useMemo(() => {
    const theme = createTheme({ colors: { mode } });
    Object.assign(config, { theme2: theme, theme: theme.v1 });
    return theme;
  }, [mode]);
}

function Chrome({ children }: { children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.app}>
      <header className={styles.bar}>Home › Apps › {pluginId}</header>
      <main id="pageContent" className={styles.main}>
        {children}
      </main>
    </div>
  );
}

function CurrentPage({ plugin }: { plugin: LoadedPlugin }) {
  const { pathname, search } = useLocation();
  if (pathname === `/plugins/${pluginId}`) {
    return <ConfigPage plugin={plugin} search={search} />;
  }
  if (pathname === `/a/${pluginId}` || pathname.startsWith(`/a/${pluginId}/`)) {
    return (
      <Routes>
        <Route path={`/a/${pluginId}/*`} element={<RootPage plugin={plugin} />} />
      </Routes>
    );
  }
  if (pathname.startsWith('/d/')) {
    return <Dashboard pluginId={pluginId} />;
  }
  return <h1>{`Grafana's own page ${pathname}${search}`}</h1>;
}

/** Only the part that Grafana's own AppRootPage gives; the plugin's routes lie below. */
function RootPage({ plugin }: { plugin: LoadedPlugin }) {
  const Root = plugin.root;
  if (Root === undefined) {
    throw new Error('The plugin has no root page');
  }
  const props: AppRootProps<Record<string, unknown>> = {
    meta: plugin.meta,
    basename: `/a/${pluginId}`,
    path: locationService.getLocation().pathname,
    query: locationService.getSearchObject(),
    onNavChanged: () => undefined,
  };
  return <Root {...props} />;
}

function ConfigPage({ plugin, search }: { plugin: LoadedPlugin; search: string }) {
  const pages = plugin.configPages ?? [];
  const wanted = new URLSearchParams(search).get('page');
  const page = pages.find(({ id }) => id === wanted) ?? pages[0];
  if (page === undefined) {
    throw new Error('The plugin has no configuration page');
  }
  const Body = page.body;
  return (
    <PluginPage pageNav={{ text: plugin.meta.name }}>
      <Body plugin={plugin} query={locationService.getSearchObject()} />
    </PluginPage>
  );
}

function useLocation() {
  const [location, setLocation] = useState(locationService.getLocation());
  useEffect(() => {
    const subscription = locationService.getLocationObservable().subscribe(setLocation);
    return () => subscription.unsubscribe();
  }, []);
  return location;
}

const getStyles = (theme: GrafanaTheme2) => ({
  app: css({ minHeight: '100vh', background: theme.colors.background.primary }),
  bar: css({
    padding: theme.spacing(1, 2),
    color: theme.colors.text.secondary,
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  main: css({ minWidth: 0 }),
});
