import React, { lazy, Suspense, useEffect, useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import type { AppRootProps } from '@grafana/data';
import { t } from '../translations';
import { PluginPage } from '@grafana/runtime';
import { EmptyState, LinkButton, LoadingPlaceholder } from '@grafana/ui';
import { report } from '../api/interactions';
import { LiveUpdates } from '../api/live';
import { createQueryClient } from '../api/queryClient';
import { currentPermissions } from '../api/role';
import type { AppSettings } from '../api/settings';
import { appHref, paths } from '../constants';
import { LoadTestResults } from '../pages/LoadTestResults/LoadTestResults';
import { PageBoundary } from './PageBoundary';

const Compare = lazy(() => import('../pages/Compare/Compare'));
const LoadTests = lazy(() => import('../pages/LoadTests/LoadTests'));
const Run = lazy(() => import('../pages/Run/Run'));
const Trends = lazy(() => import('../pages/Trends/Trends'));

/** The pages of the app. A page that is added gets a route here and an entry in plugin.json. */
function App({ meta }: AppRootProps<AppSettings>) {
  const [queryClient] = useState(createQueryClient);
  if (!meta.jsonData?.apiUrl) {
    return (
      <PluginPage>
        <NotConfigured />
      </PluginPage>
    );
  }
  return (
    <QueryClientProvider client={queryClient}>
      <LiveUpdates>
        <Pages k6DashboardUid={meta.jsonData.k6DashboardUid || null} />
      </LiveUpdates>
    </QueryClientProvider>
  );
}

function Pages({ k6DashboardUid }: { readonly k6DashboardUid: string | null }) {
  const { pathname } = useLocation();
  const page = pathname.replace(paths.root, '').split('/')[1] ?? '';
  useEffect(() => report('page_viewed', { page }), [page]);
  return (
    <PageBoundary key={pathname}>
      <Suspense fallback={<LoadingPlaceholder text={t('app.loading', 'Loading the page')} />}>
        <Routes>
          <Route path="results" element={<LoadTestResults />} />
          <Route path="tests" element={<LoadTests />} />
          <Route path="runs/:id" element={<Run k6DashboardUid={k6DashboardUid} />} />
          <Route path="trends" element={<Trends />} />
          <Route path="compare" element={<Compare />} />
          <Route path="*" element={<Navigate replace to={paths.results} />} />
        </Routes>
      </Suspense>
    </PageBoundary>
  );
}

function NotConfigured() {
  return (
    <EmptyState
      variant="call-to-action"
      hideImage
      message={t('not-configured.message', 'The app is not connected to a sidecar yet')}
      button={
        currentPermissions().configure ? (
          <LinkButton href={appHref(paths.configuration)}>
            {t('not-configured.open', 'Open the configuration')}
          </LinkButton>
        ) : undefined
      }
    >
      {t(
        'not-configured.hint',
        "An administrator enters the sidecar's URL and keys once; results appear here after that."
      )}
    </EmptyState>
  );
}

export default App;
