import React, { Fragment } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService, type PluginPageProps } from '@grafana/runtime';
import { Stack, Tab, TabsBar, useStyles2 } from '@grafana/ui';

/**
 * The page that Grafana puts around a plugin's content: title from the navigation or from `pageNav`, sub title, facts,
 * actions, tabs.
 */
export function PluginPage({ actions, children, info, pageNav, renderTitle, subTitle }: PluginPageProps) {
  const styles = useStyles2(getStyles);
  const title = pageNav?.text ?? titleOfPath();
  const below = subTitle ?? pageNav?.subTitle;
  return (
    <div className={styles.page}>
      <div className={styles.header}>
        <div className={styles.title}>{renderTitle?.(title) ?? <h1 className={styles.heading}>{title}</h1>}</div>
        {info !== undefined && (
          <Stack gap={2}>
            {info.map(({ label, value }) => (
              <Fragment key={label}>
                <span>{label}</span> <span>{value}</span>
              </Fragment>
            ))}
          </Stack>
        )}
        <div className={styles.actions}>{actions}</div>
      </div>
      {below !== undefined && <div className={styles.subTitle}>{below}</div>}
      {pageNav?.children !== undefined && pageNav.children.length > 0 && (
        <TabsBar>
          {pageNav.children.map(({ text, url, active }) => (
            <Tab key={text} label={text} href={url} active={active} />
          ))}
        </TabsBar>
      )}
      <div>{children}</div>
    </div>
  );
}

/** The name of the plugin's page whose path is the longest one that fits; Grafana shows it in the navigation. */
function titleOfPath(): string {
  const { pathname } = locationService.getLocation();
  const fitting = window.__host.includes.filter(({ path }) => pathname.startsWith(path));
  const [best] = fitting.sort((one, other) => other.path.length - one.path.length);
  return best?.name ?? window.__host.includes[0]?.name ?? '';
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    [theme.breakpoints.up('md')]: { padding: theme.spacing(4) },
  }),
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1, 3) }),
  title: css({ flexGrow: 1 }),
  heading: css({ margin: 0 }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  subTitle: css({ color: theme.colors.text.secondary }),
});
