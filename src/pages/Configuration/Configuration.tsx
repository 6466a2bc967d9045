import React, { type FormEvent, useState } from 'react';
import type { PluginConfigPageProps, PluginMeta } from '@grafana/data';
import { Alert, Button, Field, Input, SecretInput, Stack } from '@grafana/ui';
import { type AppSettings, saveSettings } from '../../api/settings';

interface Props extends PluginConfigPageProps<PluginMeta<AppSettings>> {
  /** Grafana reads an app's settings only when a page loads. */
  reloadPage?: () => void;
}

/** Where the sidecar is, and the keys Grafana's proxy shows it. */
function Configuration({ plugin, reloadPage = () => window.location.reload() }: Props) {
  const { meta } = plugin;
  const [apiUrl, setApiUrl] = useState(meta.jsonData?.apiUrl ?? '');
  const readKey = useSecret(Boolean(meta.secureJsonFields?.readKey));
  const operateKey = useSecret(Boolean(meta.secureJsonFields?.operateKey));
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);

  const urlProblem = apiUrl === '' ? null : problemOfUrl(apiUrl);
  const complete = apiUrl !== '' && urlProblem === null && (readKey.isStored || readKey.value !== '');

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setProblem(null);
    try {
      await saveSettings(
        meta,
        { apiUrl: apiUrl.replace(/\/+$/, '') },
        { ...readKey.changed('readKey'), ...operateKey.changed('operateKey') }
      );
      reloadPage();
    } catch {
      setSaving(false);
      setProblem('Grafana did not save the settings. Only an administrator may; otherwise see the log of Grafana.');
    }
  };

  return (
    <form onSubmit={save}>
      <Field
        label="Sidecar URL"
        description="As the Grafana server reaches it, without /api"
        invalid={urlProblem !== null}
        error={urlProblem}
        htmlFor="sidecar-url"
      >
        <Input
          id="sidecar-url"
          width={60}
          value={apiUrl}
          placeholder="http://sidecar:3001"
          onChange={(event) => setApiUrl(event.currentTarget.value.trim())}
        />
      </Field>
      <Field label="Read key" description="A key of the sidecar with the scope read" htmlFor="read-key">
        <SecretInput id="read-key" width={60} {...readKey.input} />
      </Field>
      <Field
        label="Operate key"
        description="Optional: a key with the scope operate, with which editors start and stop runs"
        htmlFor="operate-key"
      >
        <SecretInput id="operate-key" width={60} {...operateKey.input} />
      </Field>
      <Stack direction="column" gap={2} alignItems="flex-start">
        {problem !== null && <Alert title="Not saved">{problem}</Alert>}
        <Button type="submit" disabled={!complete || saving}>
          {saving ? 'Saving' : 'Save'}
        </Button>
      </Stack>
    </form>
  );
}

export default Configuration;

/** A secret that Grafana may already hold: it can be replaced, never read. */
function useSecret(wasStored: boolean) {
  const [isStored, setStored] = useState(wasStored);
  const [value, setValue] = useState('');
  return {
    isStored,
    value,
    input: {
      isConfigured: isStored,
      value,
      onChange: (event: FormEvent<HTMLInputElement>) => setValue(event.currentTarget.value.trim()),
      onReset: () => setStored(false),
    },
    /** Only a newly typed secret is sent: an empty one would overwrite what is stored. */
    changed: <Name extends string>(name: Name): Partial<Record<Name, string>> =>
      !isStored && value !== '' ? ({ [name]: value } as Record<Name, string>) : {},
  };
}

function problemOfUrl(text: string): string | null {
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return 'Not a URL; it should look like http://sidecar:3001';
  }
  return /\/api(\/|$)/.test(url.pathname) || url.search !== '' || url.hash !== ''
    ? 'Only the part before /api: the app adds the rest itself'
    : null;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
