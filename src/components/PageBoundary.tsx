import React, { type ReactNode } from 'react';
import { t } from '../translations';
import { Alert, Button, ErrorBoundary, Stack } from '@grafana/ui';
import { pluginId } from '../constants';

interface Props {
  readonly children: ReactNode;
  /** Default: the browser's. */
  readonly reload?: () => void;
}

const reloadedKey = `${pluginId}:reloaded-for-chunk`;

/**
 * Around a whole page. After an update of the app a page that was open asks for files that are gone: it is loaded anew,
 * once. Any other error is told, with a way on.
 */
export function PageBoundary({ children, reload = () => window.location.reload() }: Props) {
  return (
    <ErrorBoundary
      boundaryName="load-test-page"
      errorLogger={() => undefined}
      onError={(error) => {
        if (isMissingFile(error) && sessionStorage.getItem(reloadedKey) === null) {
          sessionStorage.setItem(reloadedKey, 'yes');
          reload();
        }
      }}
    >
      {({ error }) => (error === null ? children : <Broken error={error} reload={reload} />)}
    </ErrorBoundary>
  );
}

function Broken({ error, reload }: { readonly error: Error; readonly reload: () => void }) {
  return (
    <Alert
      title={
        isMissingFile(error)
          ? t('page-boundary.updated', 'The app has been updated')
          : t('page-boundary.broken', 'This page cannot be shown')
      }
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        <span>{error.message}</span>
        <Button
          variant="secondary"
          onClick={() => {
            sessionStorage.removeItem(reloadedKey);
            reload();
          }}
        >
          {t('page-boundary.reload', 'Load the page anew')}
        </Button>
      </Stack>
    </Alert>
  );
}

/** Webpack's name for a part of the app that could not be loaded. */
function isMissingFile(error: Error): boolean {
  return error.name === 'ChunkLoadError';
}
