import React, { type ReactNode, useId, useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { css } from '@emotion/css';
import type { GrafanaTheme2, PluginConfigPageProps, PluginMeta } from '@grafana/data';
import { Alert, LinkButton, Stack, Text, useStyles2 } from '@grafana/ui';
import { createQueryClient } from '../../api/queryClient';
import { currentPermissions } from '../../api/role';
import type { AppSettings } from '../../api/settings';
import { Recovering } from '../../components/Section';
import { appHref, paths } from '../../constants';
import { t } from '../../translations';
import { ConnectionTest } from './ConnectionTest';
import { SettingsForm } from './SettingsForm';
import { useSettingsDraft } from './settingsDraft';
import { SidecarParts } from './SidecarParts';

interface Props extends PluginConfigPageProps<PluginMeta<AppSettings>> {
  /** Default: the browser's. */
  readonly reloadPage?: () => void;
}

/** How the app reaches its sidecar, and what that sidecar is set up with. Grafana shows it outside the app's pages. */
function Configuration({ plugin: { meta }, reloadPage = () => window.location.reload() }: Props) {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <Recovering what={t('configuration.what', 'the configuration')}>
        {currentPermissions().configure ? <ForAdministrators meta={meta} reloadPage={reloadPage} /> : <ForOthers />}
      </Recovering>
    </QueryClientProvider>
  );
}

export default Configuration;

interface PartsProps {
  readonly meta: PluginMeta<AppSettings>;
  readonly reloadPage: () => void;
}

function ForAdministrators({ meta, reloadPage }: PartsProps) {
  const draft = useSettingsDraft(meta);
  const stored = {
    apiUrl: meta.jsonData?.apiUrl ?? '',
    readKey: meta.secureJsonFields?.readKey === true,
    operateKey: meta.secureJsonFields?.operateKey === true,
  };
  const appVersion = meta.info?.version ?? '';
  return (
    <Stack direction="column" gap={4}>
      <Part title={t('configuration.settings', 'Connection to the sidecar')}>
        <SettingsForm meta={meta} draft={draft} reloadPage={reloadPage} />
      </Part>
      <Part title={t('configuration.test', 'Does it work?')}>
        <ConnectionTest stored={stored} appVersion={appVersion} unsaved={draft.unsaved} />
      </Part>
      {stored.apiUrl !== '' && <SidecarParts appVersion={appVersion} operateKey={stored.operateKey} />}
    </Stack>
  );
}

function ForOthers() {
  return (
    <Alert severity="info" title={t('configuration.not-yours', 'Only administrators configure this app')}>
      <Stack direction="column" gap={1} alignItems="flex-start">
        <span>
          {t(
            'configuration.not-yours-hint',
            "An administrator of this Grafana organisation enters the sidecar's URL and keys here. You can look at the results."
          )}
        </span>
        <LinkButton variant="secondary" href={appHref(paths.results)}>
          {t('configuration.results', 'Open the load test results')}
        </LinkButton>
      </Stack>
    </Alert>
  );
}

/** A part of the page that rests on no answer of the sidecar. */
function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useId();
  const styles = useStyles2(getStyles);
  return (
    <section aria-labelledby={heading} className={styles.part}>
      <Text element="h2" variant="h4" id={heading}>
        {title}
      </Text>
      <Recovering what={title}>{children}</Recovering>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  part: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
});
