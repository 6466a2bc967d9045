import React, { lazy, Suspense } from 'react';
import { AppPlugin, type AppRootProps, type PluginConfigPageProps, type PluginMeta } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import type { AppSettings } from './api/settings';
import { loadTestsInTimeRange } from './extensions/loadTestsInTimeRange';

// Small, because Grafana loads this file for every page: everything else comes when somebody opens the app.
const LazyApp = lazy(async () => {
  await (await import('./translations')).loadTranslations();
  return import('./components/App');
});
const LazyConfiguration = lazy(async () => {
  await (await import('./translations')).loadTranslations();
  return import('./pages/Configuration/Configuration');
});

// Grafana before 13 has no Suspense around the root page.
function App(props: AppRootProps<AppSettings>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="" />}>
      <LazyApp {...props} />
    </Suspense>
  );
}

function Configuration(props: PluginConfigPageProps<PluginMeta<AppSettings>>) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="" />}>
      <LazyConfiguration {...props} />
    </Suspense>
  );
}

export const plugin = new AppPlugin<AppSettings>()
  .setRootPage(App)
  .addConfigPage({
    title: 'Configuration',
    icon: 'cog',
    body: Configuration,
    id: 'configuration',
  })
  .addLink(loadTestsInTimeRange());
