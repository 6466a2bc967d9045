import type { InputsOf, OperationId } from '../../api/request';
import { askSidecar, SidecarError } from '../../api/sidecar';
import { t } from '../../translations';
import { readStatus, type Status } from './queries';
import { relationOf } from './versions';

/** What Grafana has stored for the app, as far as a browser may know it. */
export interface Stored {
  readonly apiUrl: string;
  readonly readKey: boolean;
  readonly operateKey: boolean;
}

/** From the best to the worst, with what could not be looked at because of another one in between. */
export const outcomes = ['good', 'notTested', 'warning', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** One thing that has to be right, in words for whoever sets it up. */
export interface Check {
  readonly id: 'reach' | 'readKey' | 'version' | 'records' | 'metricStore' | 'operateKey';
  readonly what: string;
  readonly outcome: Outcome;
  readonly said: string;
}

type Finding = Pick<Check, 'outcome' | 'said'>;
type Tried<Answer> = { readonly answer: Answer } | { readonly error: SidecarError };

/**
 * Asks the sidecar as the pages do, with what is stored, and changes nothing there. Never rejects: whatever fails is one
 * of the checks.
 */
export async function testConnection(stored: Stored, appVersion: string): Promise<readonly Check[]> {
  if (stored.apiUrl === '') {
    return checksOf({ reach: failed(t('connection.no-url', 'No URL is saved. Enter it above and save.')) });
  }
  const status = await attempt('getStatus', readStatus, []);
  const reach = reachFinding(status, stored);
  if (reach.outcome === 'failed') {
    return checksOf({ reach });
  }
  const [records, operateKey] = await Promise.all([
    'answer' in status ? attempt('listRuns', () => null, [{ query: { limit: 1 } }]) : null,
    tryOperateKey(stored),
  ]);
  return checksOf({
    reach,
    readKey: readKeyFinding(status, stored),
    version: versionFinding(status, appVersion),
    ...('answer' in status && records !== null
      ? { records: recordsFinding(records, status.answer), metricStore: metricStoreFinding(status.answer) }
      : {}),
    operateKey,
  });
}

/** The worst of them; what is not tested has its reason in a worse one. */
export function worstOf(checks: readonly Check[]): Outcome {
  return outcomes[Math.max(0, ...checks.map(({ outcome }) => outcomes.indexOf(outcome)))] ?? 'good';
}

function checksOf(findings: Partial<Record<Check['id'], Finding>>): readonly Check[] {
  const names: Record<Check['id'], string> = {
    reach: t('connection.reach', 'Sidecar URL'),
    readKey: t('connection.read-key', 'Read key'),
    version: t('connection.version', 'Version'),
    records: t('connection.records', 'Database of the sidecar'),
    metricStore: t('connection.metric-store', 'Metric store'),
    operateKey: t('connection.operate-key', 'Operate key'),
  };
  const notTested: Finding = {
    outcome: 'notTested',
    said: t('connection.not-tested', 'Cannot be known before what is above works.'),
  };
  return (Object.keys(names) as Array<Check['id']>).map((id) => ({
    id,
    what: names[id],
    ...(findings[id] ?? notTested),
  }));
}

function reachFinding(status: Tried<Status>, { apiUrl }: Stored): Finding {
  const reached = good(t('connection.reached', 'Grafana reaches the sidecar at {{apiUrl}}.', { apiUrl }));
  if ('answer' in status) {
    return reached;
  }
  const { error } = status;
  switch (error.kind) {
    case 'unreachable':
      return failed([
        t('connection.unreachable', 'Grafana cannot reach {{apiUrl}}.', { apiUrl }),
        error.message,
        ...(isOwnMachine(apiUrl)
          ? [
              t(
                'connection.own-machine',
                "This address is the machine, or the container, that Grafana's server runs on."
              ),
            ]
          : []),
      ]);
    case 'notUnderstood':
      return failed([
        t('connection.no-sidecar', 'What answers at {{apiUrl}} is no sidecar.', { apiUrl }),
        error.message,
      ]);
    case 'refused':
      // Too many wrong keys: there is a sidecar, and the key is what is wrong.
      return error.status === 429 ? reached : failed(error.message);
    default:
      return reached;
  }
}

function readKeyFinding(status: Tried<Status>, stored: Stored): Finding {
  if ('answer' in status) {
    return good(t('connection.read-key-good', 'The sidecar accepts it for reading.'));
  }
  return keyFinding(status.error, {
    stored: stored.readKey,
    missing: t('connection.read-key-missing', 'No read key is saved: nobody sees anything. Enter one above and save.'),
  });
}

function versionFinding(status: Tried<Status>, app: string): Finding | undefined {
  if ('error' in status) {
    return status.error.kind === 'notFound'
      ? failed(
          t(
            'connection.version-too-old',
            'The sidecar is too old for this app: it does not tell its version. Update it.'
          )
        )
      : undefined;
  }
  const versions = { sidecar: status.answer.version, app };
  switch (relationOf(versions.sidecar, app)) {
    case 'fits':
      return good(t('connection.version-fits', 'Sidecar {{sidecar}} and app {{app}} fit.', versions));
    case 'older':
      return warning(
        t(
          'connection.version-older',
          'The sidecar ({{sidecar}}) is older than this app ({{app}}): parts of pages may stay empty. Update the sidecar.',
          versions
        )
      );
    case 'newer':
      return warning(
        t(
          'connection.version-newer',
          'The sidecar ({{sidecar}}) is newer than this app ({{app}}): what is new in it is not shown. Update the app.',
          versions
        )
      );
    case 'unknown':
      return warning(
        t('connection.version-unknown', 'Sidecar "{{sidecar}}" and app "{{app}}" cannot be compared.', versions)
      );
  }
}

function recordsFinding(records: Tried<null>, { records: kind }: Status): Finding {
  if ('error' in records) {
    return failed(records.error.message);
  }
  return good(
    kind === 'embedded'
      ? t('connection.records-embedded', 'The embedded database answers.')
      : t('connection.records-other', 'The database answers ({{kind}}).', { kind })
  );
}

function metricStoreFinding({ metricStore: { kind, reachable, reason } }: Status): Finding {
  if (!reachable) {
    return failed(reason ?? t('connection.metric-store-failed', 'It does not answer.'));
  }
  return good(
    kind === 'embedded'
      ? t('connection.metric-store-embedded', 'The embedded metric store answers.')
      : t('connection.metric-store-other', 'The metric store answers ({{kind}}).', { kind })
  );
}

/**
 * Acknowledges an incident that does not exist: nothing can come of it, and the sidecar looks at the key before it looks
 * for the incident. So 404 with its reason says that the key is accepted, and 401 or 403 that it is not.
 */
async function tryOperateKey(stored: Stored): Promise<Finding> {
  const missing = t(
    'connection.operate-key-missing',
    'No operate key is saved: editors can look, and cannot run, stop or acknowledge anything.'
  );
  if (!stored.operateKey) {
    return warning(missing);
  }
  const tried = await attempt('acknowledgeIncident', () => null, [{ path: { id: 'connection-test' }, body: {} }]);
  if ('answer' in tried || tried.error.kind === 'notFound') {
    return good(t('connection.operate-key-good', 'The sidecar accepts it for actions.'));
  }
  return keyFinding(tried.error, { stored: true, missing });
}

function keyFinding(error: SidecarError, key: { readonly stored: boolean; readonly missing: string }): Finding {
  switch (error.kind) {
    case 'keyNotAccepted':
      return failed(
        key.stored
          ? t('connection.key-not-accepted', 'The sidecar does not know the saved key, or it was revoked.')
          : key.missing
      );
    case 'notPermitted':
    case 'refused':
      return failed(error.message);
    case 'notFound':
      // Only a route that it does not have: the key was not looked at.
      return { outcome: 'notTested', said: t('connection.key-unknown', 'This sidecar cannot be asked for it.') };
    default:
      return warning([t('connection.key-not-tested', 'It could not be tested.'), error.message]);
  }
}

const good = (said: string): Finding => ({ outcome: 'good', said });
const warning = (said: string | readonly string[]): Finding => ({ outcome: 'warning', said: [said].flat().join(' ') });
const failed = (said: string | readonly string[]): Finding => ({ outcome: 'failed', said: [said].flat().join(' ') });

function isOwnMachine(apiUrl: string): boolean {
  return /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(apiUrl);
}

async function attempt<Id extends OperationId, Answer>(
  id: Id,
  read: (answer: unknown) => Answer,
  request: InputsOf<Id>
): Promise<Tried<Answer>> {
  try {
    return { answer: await askSidecar(id, read, { request }) };
  } catch (error) {
    return { error: error instanceof SidecarError ? error : new SidecarError('unreachable', String(error)) };
  }
}
