import React, { type ReactNode, useId, useState } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '../translations';
import { Alert, Button, ErrorBoundary, LoadingPlaceholder, Stack, Text, useStyles2 } from '@grafana/ui';
import { RunTime } from './RunTime';
import { SidecarAlert } from './SidecarAlert';

interface Props<Answer> {
  /** Left out where the page's own title says it. */
  readonly title?: string;
  /** Of the answer in words: "runs", "the diagnosis". Stands in what is said while there is none. */
  readonly what: string;
  readonly query: UseQueryResult<Answer>;
  readonly children: (answer: Answer) => ReactNode;
  /** Beside the title. */
  readonly actions?: ReactNode;
}

/**
 * A part of a page that rests on one answer of the sidecar. What is shown while there is none, when it fails, and when it
 * cannot be drawn is decided here, once; the rest of the page goes on.
 */
export function Section<Answer>({ title, what, query, children, actions }: Props<Answer>) {
  const heading = useId();
  const styles = useStyles2(getStyles);
  return (
    <section aria-labelledby={title === undefined ? undefined : heading} className={styles.section}>
      {title !== undefined && (
        <Stack justifyContent="space-between" alignItems="center" wrap="wrap">
          <Text element="h2" variant="h4" id={heading}>
            {title}
          </Text>
          {actions}
        </Stack>
      )}
      <Recovering what={what}>
        <Answered what={what} query={query}>
          {children}
        </Answered>
      </Recovering>
    </section>
  );
}

function Answered<Answer>({ what, query, children }: Pick<Props<Answer>, 'what' | 'query' | 'children'>) {
  if (query.data === undefined) {
    return query.isError ? (
      <SidecarAlert what={what} error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} />
    ) : (
      <div role="status">
        <LoadingPlaceholder text={t('section.loading', 'Loading {{what}}', { what })} />
      </div>
    );
  }
  return (
    <>
      {query.isError && (
        <Alert severity="warning" title={t('section.stale.title', 'This is not up to date')}>
          {query.error.message} {t('section.stale.since', 'What stands here was read')}{' '}
          <RunTime at={new Date(query.dataUpdatedAt).toISOString()} />.
        </Alert>
      )}
      {children(query.data)}
    </>
  );
}

/** An error while drawing ends in this section, and can be tried again. */
export function Recovering({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  const [attempt, setAttempt] = useState(0);
  return (
    <ErrorBoundary dependencies={[attempt]} boundaryName="load-test-section" errorLogger={() => undefined}>
      {({ error }) =>
        error === null ? (
          children
        ) : (
          <Alert title={t('section.broken.title', 'This app cannot show {{what}}', { what })}>
            <Stack direction="column" gap={1} alignItems="flex-start">
              <span>{error.message}</span>
              <Button variant="secondary" onClick={() => setAttempt(attempt + 1)}>
                {t('section.retry', 'Try again')}
              </Button>
            </Stack>
          </Alert>
        )
      }
    </ErrorBoundary>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
  }),
});
