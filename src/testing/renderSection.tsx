import React from 'react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { createQueryClient } from '../api/queryClient';
import type { Schemas } from '../api/request';
import { parseRunDetail, type RunDetailRecord } from '../api/runDetail';
import { loadTranslations } from '../translations';
import { signIn } from './renderApp';
import { aRunDetail } from './run';

/** A section of the run page at an address, over a run as the sidecar sends it. */
export async function renderSection(
  Section: React.ComponentType<{ readonly run: RunDetailRecord }>,
  run: Partial<Schemas['RunDetail']> = {},
  at = '/'
) {
  await loadTranslations();
  signIn('Viewer');
  let address = at;
  const Watched = () => {
    const { pathname, search } = useLocation();
    address = `${pathname}${search}`;
    return null;
  };
  const rendered = render(
    <QueryClientProvider client={createQueryClient()}>
      <MemoryRouter initialEntries={[at]}>
        <Watched />
        <Section run={parseRunDetail(JSON.parse(JSON.stringify(aRunDetail(run))))} />
      </MemoryRouter>
    </QueryClientProvider>
  );
  return { ...rendered, address: () => address };
}
