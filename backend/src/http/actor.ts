import { z } from 'zod';
import type { ApiKeyRecord } from '../model/api-key';
import { cut } from '../lib/storable';

/** Who made a request, for the audit trail. */
export interface Actor {
  readonly keyId: string;
  readonly keyName: string;
  /** The Grafana user on whose behalf the plugin proxy asks; null with any other key. */
  readonly grafanaUser: GrafanaUser | null;
  /** One line for people: `alice (Grafana, key plugin)` or `key ci`. */
  readonly label: string;
}

export interface GrafanaUser {
  readonly id: string | null;
  readonly login: string | null;
  readonly role: string | null;
}

const MAX_NAME_LENGTH = 100;

const name = z
  .union([z.string(), z.number()])
  .transform((value) => clean(String(value)))
  .optional()
  .catch(undefined);

/**
 * The signed-in user as Grafana's plugin proxy sends it. Grafana 12 writes `UserID` and `OrgRole` and, where it knows
 * them, `Login` and `Name`; plugin backends write the same in lower case.
 */
const grafanaContextSchema = z.object({
  UserID: name,
  UserId: name,
  Login: name,
  login: name,
  Name: name,
  name: name,
  OrgRole: name,
  role: name,
});

/** The actor behind a key. The forwarded headers count only for a key marked `grafana`; any other holder could invent them. */
export function actorOf(key: ApiKeyRecord, headers: Readonly<Record<string, string | string[] | undefined>>): Actor {
  const grafanaUser = key.grafana ? readGrafanaUser(headers['x-grafana-context'], headers['x-grafana-user']) : null;
  const user = grafanaUser?.login ?? (grafanaUser?.id ? `user ${grafanaUser.id}` : null);
  return {
    keyId: key.id,
    keyName: key.name,
    grafanaUser,
    label: user === null ? `key ${key.name}` : `${user} (Grafana, key ${key.name})`,
  };
}

function readGrafanaUser(
  context: string | string[] | undefined,
  user: string | string[] | undefined
): GrafanaUser | null {
  const parsed = grafanaContextSchema.safeParse(typeof context === 'string' ? parseJson(context) : undefined).data;
  const found: GrafanaUser = {
    id: signedIn(parsed?.UserID) ?? signedIn(parsed?.UserId),
    login:
      parsed?.Login ||
      parsed?.login ||
      parsed?.Name ||
      parsed?.name ||
      clean(typeof user === 'string' ? user : '') ||
      null,
    role: parsed?.OrgRole || parsed?.role || null,
  };
  return found.id === null && found.login === null ? null : found;
}

/** Grafana gives anonymous visitors the id 0. */
function signedIn(id: string | undefined): string | null {
  return id === undefined || id === '' || id === '0' ? null : id;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without control and invisible formatting characters, which could forge a line of the audit trail. */
function clean(text: string): string {
  return cut(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim(), MAX_NAME_LENGTH);
}
