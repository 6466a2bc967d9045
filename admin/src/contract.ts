import type { components } from '../../src/api/openapi';

type Schemas = components['schemas'];

/** An incident that needs a person, or a load test whose state nobody knows. Response times in ms, error rate 0–1. */
export type BannerIncident = Schemas['BannerIncident'];

/** A judged run, in the columns of a health page. Durations in s, response times in ms, error rate 0–1. */
export type BannerResult = Schemas['BannerResult'];

/** What the endpoint of the banner answers. */
export type Banner = Schemas['Banner'];

/** What is shown of an incident. */
export type ShownIncident = Pick<
  BannerIncident,
  | 'incidentId'
  | 'environment'
  | 'title'
  | 'diagnosis'
  | 'reason'
  | 'virtualUsers'
  | 'p95ResponseTimeMs'
  | 'errorRate'
  | 'responseTimesMissing'
  | 'runDate'
  | 'runId'
  | 'runUrl'
>;

export type ShownBanner = Pick<Banner, 'state' | 'since' | 'unknownReason' | 'staleAt'> & {
  readonly incidents: readonly ShownIncident[];
};

type NotShown = 'errorRateSamples' | 'p95LimitMs' | 'reason' | 'actionRequiredReason';

/** Words of a newer sidecar are shown as they are. */
export type ShownResult = Omit<BannerResult, 'verdict' | 'autoFixApplied' | NotShown> & {
  readonly verdict: string;
  readonly autoFixApplied: { readonly action: string; readonly outcome: string } | null;
};

type Fields = Readonly<Record<string, unknown>>;
type Shape<T> = { readonly [Key in keyof T]: (value: unknown) => T[Key] };

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const figure = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** By hand, because a schema library is larger than these elements. Has every field of the shape. */
function readFields<T>(shape: Shape<T>, fields: Fields): T {
  const read = Object.entries<(value: unknown) => unknown>(shape).map(([name, of]) => [name, of(fields[name])]);
  return Object.fromEntries(read) as T;
}

const listOf =
  <T>(shape: Shape<T>) =>
  (value: unknown): readonly T[] =>
    Array.isArray(value) ? value.filter(isObject).map((fields) => readFields(shape, fields)) : [];

const runShape = {
  runId: text,
  environment: text,
  runDate: text,
  runUrl: textOrNull,
  virtualUsers: figure,
  p95ResponseTimeMs: figure,
  errorRate: figure,
  responseTimesMissing: textOrNull,
};

const bannerShape: Shape<ShownBanner> = {
  // A state that this version does not know is not known to be good.
  state: (value) => (value === 'ok' || value === 'action_required' ? value : 'unknown'),
  since: textOrNull,
  unknownReason: textOrNull,
  staleAt: textOrNull,
  incidents: listOf<ShownIncident>({
    ...runShape,
    incidentId: text,
    title: text,
    diagnosis: text,
    reason: textOrNull,
  }),
};

const autoFixShape: Shape<NonNullable<ShownResult['autoFixApplied']>> = { action: text, outcome: text };

const readResultList = listOf<ShownResult>({
  ...runShape,
  test: text,
  durationSeconds: figure,
  avgResponseTimeMs: figure,
  verdict: text,
  diagnosis: textOrNull,
  actionRequired: (value) => value === true,
  autoFixApplied: (value) => (isObject(value) ? readFields(autoFixShape, value) : null),
});

/**
 * What can be read of an answer: what a sidecar of another version, or its public mode, leaves out costs a field but not
 * the banner.
 *
 * @returns null when it is no banner at all.
 */
export function readBanner(answer: unknown): ShownBanner | null {
  return isObject(answer) && typeof answer.state === 'string' ? readFields(bannerShape, answer) : null;
}

/** As `readBanner`. @returns null when it is no list of results. */
export function readResults(answer: unknown): readonly ShownResult[] | null {
  return isObject(answer) && Array.isArray(answer.results) ? readResultList(answer.results) : null;
}
