import React, { type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { css } from '@emotion/css';
import { type GrafanaTheme2, type PluginMeta } from '@grafana/data';
import { isFetchError } from '@grafana/runtime';
import { Alert, Button, Field, Input, Stack, Text, useStyles2 } from '@grafana/ui';
import { type AppSettings, saveSettings } from '../../api/settings';
import { t } from '../../translations';
import { SecretField } from './SecretField';
import { problemOfUid, problemOfUrl, secretsToSave, settingsToSave, type SettingsDraft } from './settingsDraft';

interface Props {
  readonly meta: PluginMeta<AppSettings>;
  readonly draft: SettingsDraft;
  readonly reloadPage: () => void;
}

/** Where the sidecar is, and the keys that Grafana's proxy shows it. */
export function SettingsForm({ meta, draft, reloadPage }: Props) {
  const styles = useStyles2(getStyles);
  const { apiUrl, k6DashboardUid, readKey, operateKey } = draft;
  const urlProblem = problemOfUrl(apiUrl.value);
  const uidProblem = problemOfUid(k6DashboardUid.value);
  const complete =
    apiUrl.value !== '' && urlProblem === null && uidProblem === null && (readKey.kept || readKey.value !== '');
  const saving = useMutation({
    mutationFn: () => saveSettings(meta, settingsToSave(meta.jsonData ?? {}, draft), secretsToSave(draft)),
    // Grafana reads an app's settings only when a page loads.
    onSuccess: reloadPage,
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form onSubmit={save} className={styles.form}>
      <Field
        label={t('settings.url', 'Sidecar URL')}
        description={t('settings.url-hint', "As Grafana's server reaches it, without /api")}
        invalid={urlProblem !== null}
        error={urlProblem}
        htmlFor="sidecar-url"
        noMargin
      >
        <Input id="sidecar-url" value={apiUrl.value} placeholder="http://sidecar:8090" onChange={apiUrl.change} />
      </Field>
      <SecretField
        id="read-key"
        label={t('settings.read-key', 'Read key')}
        description={t('settings.read-key-hint', 'A key of the sidecar with the scope read: what everybody sees')}
        secret={readKey}
      />
      <SecretField
        id="operate-key"
        label={t('settings.operate-key', 'Operate key')}
        description={t(
          'settings.operate-key-hint',
          'Optional: a key with the scope operate, with which editors run, stop and acknowledge'
        )}
        secret={operateKey}
      />
      <Field
        label={t('settings.dashboard', 'Uid of a k6 dashboard')}
        description={t(
          'settings.dashboard-hint',
          "Optional: one that shows k6's samples and has a variable testid; the page of a run leads to it"
        )}
        invalid={uidProblem !== null}
        error={uidProblem}
        htmlFor="k6-dashboard-uid"
        noMargin
      >
        <Input id="k6-dashboard-uid" value={k6DashboardUid.value} onChange={k6DashboardUid.change} />
      </Field>
      {saving.isError && <Alert title={t('settings.not-saved', 'Not saved')}>{whyNotSaved(saving.error)}</Alert>}
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Button type="submit" disabled={!complete || saving.isPending || saving.isSuccess}>
          {saving.isPending ? t('settings.saving', 'Saving') : t('settings.save', 'Save')}
        </Button>
        <span role="status">
          {saving.isSuccess && <Text color="secondary">{t('settings.saved', 'Saved. The page is loaded anew.')}</Text>}
        </span>
      </Stack>
    </form>
  );
}

function whyNotSaved(error: unknown): string {
  if (!isFetchError<{ readonly message?: unknown } | null>(error)) {
    return t('settings.grafana-silent', 'Grafana could not be asked. What you have typed is still here: try again.');
  }
  if (error.status === 403) {
    return t('settings.forbidden', 'Grafana did not save the settings: only an administrator may.');
  }
  const message = error.data?.message;
  return t('settings.refused', 'Grafana did not save the settings: {{reason}}. Its log may say more.', {
    reason: typeof message === 'string' && message !== '' ? message : `status ${error.status}`,
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    maxWidth: theme.breakpoints.values.sm,
    minWidth: 0,
  }),
});
