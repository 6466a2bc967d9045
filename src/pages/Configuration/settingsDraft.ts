import { type FormEvent, useState } from 'react';
import type { PluginMeta } from '@grafana/data';
import type { AppSecrets, AppSettings } from '../../api/settings';
import { t } from '../../translations';

/** A text of the form, as it is typed. */
export interface TextDraft {
  readonly value: string;
  readonly change: (event: FormEvent<HTMLInputElement>) => void;
}

/** A secret that Grafana may already hold: it can be replaced, never read. */
export interface SecretDraft extends TextDraft {
  /** Grafana holds one, and it stays. */
  readonly kept: boolean;
  /** Undefined where there is nothing to go back to. */
  readonly keep: (() => void) | undefined;
  readonly replace: () => void;
}

/** What is typed into the form so far. */
export interface SettingsDraft {
  readonly apiUrl: TextDraft;
  readonly k6DashboardUid: TextDraft;
  readonly readKey: SecretDraft;
  readonly operateKey: SecretDraft;
  /** Something of it is not saved. */
  readonly unsaved: boolean;
}

export function useSettingsDraft({ jsonData, secureJsonFields }: PluginMeta<AppSettings>): SettingsDraft {
  const stored = { apiUrl: jsonData?.apiUrl ?? '', k6DashboardUid: jsonData?.k6DashboardUid ?? '' };
  const apiUrl = useText(stored.apiUrl);
  const k6DashboardUid = useText(stored.k6DashboardUid);
  const readKey = useSecret(secureJsonFields?.readKey === true);
  const operateKey = useSecret(secureJsonFields?.operateKey === true);
  const unsaved =
    apiUrl.value !== stored.apiUrl ||
    k6DashboardUid.value !== stored.k6DashboardUid ||
    readKey.value !== '' ||
    operateKey.value !== '';
  return { apiUrl, k6DashboardUid, readKey, operateKey, unsaved };
}

function useText(stored: string): TextDraft {
  const [value, setValue] = useState(stored);
  return { value, change: (event) => setValue(event.currentTarget.value.trim()) };
}

function useSecret(stored: boolean): SecretDraft {
  const [kept, setKept] = useState(stored);
  const [value, setValue] = useState('');
  return {
    kept,
    value,
    change: (event) => setValue(event.currentTarget.value.trim()),
    replace: () => setKept(false),
    keep: stored
      ? () => {
          setKept(true);
          setValue('');
        }
      : undefined,
  };
}

/**
 * What is saved: everything that was stored, with what was typed in its place. An empty text is left out.
 *
 * @param stored also what other versions of the app have stored.
 */
export function settingsToSave(stored: AppSettings, { apiUrl, k6DashboardUid }: SettingsDraft): AppSettings {
  const { k6DashboardUid: _before, ...rest } = stored;
  return {
    ...rest,
    apiUrl: apiUrl.value.replace(/\/+$/, ''),
    ...(k6DashboardUid.value !== '' && { k6DashboardUid: k6DashboardUid.value }),
  };
}

/** Only newly typed secrets are sent: an empty one would overwrite what is stored. */
export function secretsToSave({ readKey, operateKey }: SettingsDraft): AppSecrets {
  return {
    ...(readKey.value !== '' && { readKey: readKey.value }),
    ...(operateKey.value !== '' && { operateKey: operateKey.value }),
  };
}

/** What is wrong with a sidecar's URL; null where nothing is, or none is given. */
export function problemOfUrl(text: string): string | null {
  if (text === '') {
    return null;
  }
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return t('settings.url-invalid', 'Not a URL; it should look like http://sidecar:8090');
  }
  if (url.username !== '' || url.password !== '') {
    return t('settings.url-user', 'Without user and password: everybody who may open the app can read it');
  }
  return /\/api(\/|$)/.test(url.pathname) || url.search !== '' || url.hash !== ''
    ? t('settings.url-api', 'Only the part before /api: the app adds the rest itself')
    : null;
}

/** What is wrong with the uid of a dashboard; null where nothing is, or none is given. */
export function problemOfUid(text: string): string | null {
  return text === '' || /^[A-Za-z0-9_-]{1,40}$/.test(text)
    ? null
    : t('settings.uid-invalid', "Only the uid: what follows /d/ in the dashboard's address");
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
